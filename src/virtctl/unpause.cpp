#include <CLI/CLI.hpp>

#include "virtctl/command.h"
#include "virtctl/instance_verb.h"

namespace coracle::virtctl {

void add_unpause(CLI::App& parent, Chosen& chosen) {
  const auto flags = std::make_shared<PausingFlags>();
  auto* app = parent.add_subcommand("unpause", "Unpause a virtual machine");
  app->add_option("TYPE", flags->kind, "vm or vmi")->required();
  app->add_option("NAME", flags->name, "Name of the virtual machine or instance")->required();
  app->add_flag("--dry-run", flags->dry_run, "Only ask whether it could be done");
  app->callback([flags, &chosen] {
    chosen = [flags](Session& session) { return pause_or_unpause(session, *flags, "unpause", "Error unpausing"); };
  });
}

}  // namespace coracle::virtctl

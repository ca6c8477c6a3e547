#include <CLI/CLI.hpp>

#include "virtctl/command.h"
#include "virtctl/instance_verb.h"

namespace coracle::virtctl {

void add_reset(CLI::App& parent, Chosen& chosen) {
  const auto name = std::make_shared<std::string>();
  auto* app = parent.add_subcommand("reset", "Reset a virtual machine instance, as its reset button does");
  app->add_option("VMI", *name, "Name of the virtual machine instance")->required();
  app->callback([name, &chosen] {
    chosen = [name](Session& session) { return instance_verb(session, *name, "reset", "reset", "Error resetting"); };
  });
}

}  // namespace coracle::virtctl

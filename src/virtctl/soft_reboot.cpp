#include <CLI/CLI.hpp>

#include "virtctl/command.h"
#include "virtctl/instance_verb.h"

namespace coracle::virtctl {

void add_soft_reboot(CLI::App& parent, Chosen& chosen) {
  const auto name = std::make_shared<std::string>();
  auto* app = parent.add_subcommand("soft-reboot", "Ask the guest to reboot");
  app->add_option("VMI", *name, "Name of the virtual machine instance")->required();
  app->callback([name, &chosen] {
    chosen = [name](Session& session) {
      return instance_verb(session, *name, "softreboot", "soft-reboot", "Error soft rebooting");
    };
  });
}

}  // namespace coracle::virtctl

#include <CLI/CLI.hpp>

#include "virtctl/command.h"
#include "virtctl/instance_verb.h"

namespace coracle::virtctl {

void add_guestosinfo(CLI::App& parent, Chosen& chosen) {
  const auto name = std::make_shared<std::string>();
  auto* app = parent.add_subcommand("guestosinfo", "Print what the guest agent says of the guest's operating system");
  app->add_option("VMI", *name, "Name of the virtual machine instance")->required();
  app->callback([name, &chosen] {
    chosen = [name](Session& session) {
      return print_instance_document(session, *name, "guestosinfo", "Error getting guestosinfo");
    };
  });
}

}  // namespace coracle::virtctl

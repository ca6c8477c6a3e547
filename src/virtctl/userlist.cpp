#include <CLI/CLI.hpp>

#include "virtctl/command.h"
#include "virtctl/instance_verb.h"

namespace coracle::virtctl {

void add_userlist(CLI::App& parent, Chosen& chosen) {
  const auto name = std::make_shared<std::string>();
  auto* app = parent.add_subcommand("userlist", "Print the users that the guest agent says are logged in");
  app->add_option("VMI", *name, "Name of the virtual machine instance")->required();
  app->callback([name, &chosen] {
    chosen = [name](Session& session) {
      return print_instance_document(session, *name, "userlist", "Error listing users");
    };
  });
}

}  // namespace coracle::virtctl

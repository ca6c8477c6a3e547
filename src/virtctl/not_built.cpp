#include <CLI/CLI.hpp>

#include "base/error.h"
#include "virtctl/command.h"

namespace coracle::virtctl {
namespace {

/// Commands of the original that this release has not got: named, so that what they answer is no riddle.
struct Missing {
  const char* name;
  const char* summary;
};
constexpr Missing missing_commands[] = {
    {"addvolume", "Add a volume to a running virtual machine"},
    {"adm", "Administrate KubeVirt configuration"},
    {"create", "Create a manifest for the specified kind"},
    {"credentials", "Manipulate credentials on a virtual machine"},
    {"evacuate-cancel", "Cancel the evacuation of a virtual machine"},
    {"expand", "Print a virtual machine with its instance type and preference inlined"},
    {"expose", "Expose a virtual machine as a service"},
    {"guestfs", "Start a shell into the libguestfs pod"},
    {"image-upload", "Upload a disk image"},
    {"memory-dump", "Dump the memory of a running virtual machine"},
    {"migrate", "Migrate a virtual machine"},
    {"migrate-cancel", "Cancel the migration of a virtual machine"},
    {"objectgraph", "Print what a virtual machine depends on"},
    {"permitted-devices", "List the devices that virtual machines may use"},
    {"removevolume", "Remove a volume from a running virtual machine"},
    {"template", "Work with templates of virtual machines"},
    {"usbredir", "Redirect a local USB device to a virtual machine"},
    {"vmexport", "Export the volumes of a virtual machine"},
};

Task<int> refuse(std::string name) {
  throw Error(Reason::method_not_allowed, "this release has no \"virtctl " + name + "\"");
  co_return 1;
}
}  // namespace

void add_not_built(CLI::App& parent, Chosen& chosen) {
  for (const auto& command : missing_commands) {
    auto* app = parent.add_subcommand(command.name, std::string(command.summary) + " (not in this release)");
    app->group("Not in this release");
    app->allow_extras();
    app->fallthrough(false);
    const std::string name = command.name;
    app->callback([name, &chosen] { chosen = [name](Session&) { return refuse(name); }; });
  }
}

}  // namespace coracle::virtctl

#include "virtctl/instance_verb.h"

#include <cstdio>

#include "api/kinds.h"
#include "virtctl/subresource.h"

namespace coracle::virtctl {
namespace {
const api::Kind& vm_kind() { return api::kind_of(static_cast<const api::kubevirt::v1::VirtualMachine*>(nullptr)); }
}  // namespace

Task<int> pause_or_unpause(Session& session, PausingFlags flags, std::string verb, std::string doing) {
  const bool of_machine =
      flags.kind == "vm" || flags.kind == "vms" || flags.kind == "virtualmachine" || flags.kind == "virtualmachines";
  const bool of_instance = flags.kind == "vmi" || flags.kind == "vmis" || flags.kind == "virtualmachineinstance" ||
                           flags.kind == "virtualmachineinstances";
  if (!of_machine && !of_instance)
    throw Error(Reason::bad_request, "unsupported resource type '" + flags.kind + "': it must be vm or vmi");
  json::Object body;
  set_dry_run(body, flags.dry_run);
  std::optional<Error> failure;
  std::string words;
  try {
    if (of_machine) {
      words = "Error getting VirtualMachine " + flags.name;
      co_await session.client().get(vm_kind(), {session.ns(), flags.name});
    }
    words = doing + " VirtualMachineInstance " + flags.name;
    co_await put(session, subresource_path(Target::instance, session.ns(), flags.name, verb), body);
  } catch (const Error& error) {
    failure = error;
  }
  if (failure) {
    if (of_machine && failure->reason() == Reason::not_found && words.starts_with(doing))
      throw reworded(*failure, "VirtualMachine " + flags.name + " is not running: " + failure->message());
    throw reworded(*failure, words + ", " + failure->message());
  }
  std::printf("VMI %s was scheduled to %s\n", flags.name.c_str(), verb.c_str());
  co_return 0;
}

Task<int> instance_verb(Session& session, std::string name, std::string path_verb, std::string said_verb,
                        std::string doing) {
  std::optional<Error> failure;
  try {
    co_await put(session, subresource_path(Target::instance, session.ns(), name, path_verb), json::Object());
  } catch (const Error& error) {
    failure = error;
  }
  if (failure) throw reworded(*failure, doing + " VirtualMachineInstance " + name + ": " + failure->message());
  std::printf("VMI %s was scheduled to %s\n", name.c_str(), said_verb.c_str());
  co_return 0;
}

Task<int> print_instance_document(Session& session, std::string name, std::string path_verb, std::string doing) {
  std::optional<Error> failure;
  json::Value document;
  try {
    document = co_await session.client().call("GET", subresource_path(Target::instance, session.ns(), name, path_verb));
  } catch (const Error& error) {
    failure = error;
  }
  if (failure) {
    auto message = failure->message();
    // These answer failures in plain text, which clients show in this form.
    if (failure->code() == 500)
      message = "an error on the server (\"" + message +
                "\") has prevented the request from succeeding (get virtualmachineinstances.kubevirt.io " + name + ")";
    throw reworded(*failure, doing + " of VirtualMachineInstance " + name + ", " + message);
  }
  std::printf("%s\n", json::pretty(document).c_str());
  co_return 0;
}

}  // namespace coracle::virtctl

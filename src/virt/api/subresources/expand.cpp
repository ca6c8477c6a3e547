#include "virt/api/subresources/objects.h"

namespace coracle::virt::api {
namespace {

/// The machine as it would start. Without an instance type and a preference that is what it says itself.
net::Response expanded(const json::Value& machine) {
  for (const std::string_view member : {"instancetype", "preference"})
    if (const auto* matcher = json::find(machine, {"spec", member}); matcher != nullptr && !matcher->is_null())
      throw Error(Reason::bad_request, "this release has no instance types and no preferences: spec." +
                                           std::string(member) + " cannot be expanded");
  return json_answer(200, machine);
}

}  // namespace

Task<net::Response> expand_machine(Means& means, Asked asked) {
  const auto machine = co_await get_machine(means, asked.ns, asked.name);
  co_return expanded(machine.raw);
}

Task<net::Response> expand_given_machine(Means&, Asked asked) {
  if (asked.request.body.empty()) throw Error(Reason::bad_request, "empty request body");
  auto machine = object_from_body(asked.request);
  if (json::text(machine, {"kind"}, "VirtualMachine") != "VirtualMachine" || json::find(machine, {"spec"}) == nullptr)
    throw Error(Reason::bad_request, "Object is not a valid VirtualMachine");
  const auto ns = json::text(machine, {"metadata", "namespace"}, asked.ns);
  if (ns != asked.ns) throw Error(Reason::bad_request, "VM namespace must be " + asked.ns);
  co_return expanded(machine);
}

}  // namespace coracle::virt::api

#pragma once
// What verbs have in common: reading the objects and the body, and asking virt-handler.
#include <optional>

#include "virt/api/answer.h"
#include "virt/api/subresources/subresource.h"

namespace coracle::virt::api {

struct Machine {
  kubevirt::VirtualMachine vm;
  json::Value raw;
};
/// Throws not_found in KubeVirt's words.
Task<Machine> get_machine(Means& means, std::string ns, std::string name);
Task<kubevirt::VirtualMachineInstance> get_instance(Means& means, std::string ns, std::string name);
Task<std::optional<kubevirt::VirtualMachineInstance>> find_instance(Means& means, std::string ns, std::string name);

bool is_final(const kubevirt::VirtualMachineInstance& vmi);
bool is_running(const kubevirt::VirtualMachineInstance& vmi);
/// Throws Conflict "VMI is not running".
void require_running(const kubevirt::VirtualMachineInstance& vmi);

/// Always, Halted ...: of runStrategy, or of running.
std::string run_strategy_of(const kubevirt::VirtualMachine& vm);

/// The body as options of that kind; an empty one as its defaults. Throws BadRequest in KubeVirt's words.
template <schema::Described T>
T options_in(const net::Request& request);
bool is_dry_run(const std::vector<std::string>& dry_run);

/// 202 or 200 without a body.
net::Response done_answer(int status);

/// Sends the verb to the virt-handler of the instance's node, with the body as it came; throws its refusal.
Task<> ask_handler(Means& means, const kubevirt::VirtualMachineInstance& vmi, std::string verb, std::string body);
/// GETs the verb there; the answer is passed on.
Task<net::Response> fetch_from_handler(Means& means, const kubevirt::VirtualMachineInstance& vmi, std::string verb,
                                       std::string query);
/// Opens the stream of that verb at virt-handler and joins the client to it.
Task<net::Response> join_handler_stream(Means& means, const kubevirt::VirtualMachineInstance& vmi, Asked asked,
                                        std::string verb, std::string query);

/// Sends a JSON patch that begins with tests of what was read; false when they do not hold any more.
Task<bool> patch_as_read(Means& means, const kube::Kind& kind, kube::Key key, json::Array patch,
                         std::string subresource, bool dry_run);

json::Value object_from_body(const net::Request& request);

template <schema::Described T>
T options_in(const net::Request& request) {
  if (request.body.empty()) return {};
  auto read = schema::decode<T>(object_from_body(request));
  if (!read)
    throw Error(Reason::bad_request, "Can not unmarshal Request body to struct, error: " + read.error().message());
  return std::move(*read);
}

}  // namespace coracle::virt::api

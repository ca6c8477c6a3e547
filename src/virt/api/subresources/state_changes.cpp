#include "virt/api/subresources/state_changes.h"

#include "api/kinds.h"
#include "api/kubevirt/v1/states.h"
#include "virt/shared/conditions.h"

namespace coracle::virt::api {
namespace {

constexpr int most_attempts = 5;
constexpr auto& start_word = kubevirt::state_change_request_action::start;
constexpr auto& stop_word = kubevirt::state_change_request_action::stop;

json::Object step(std::string_view verb, std::string_view path) { return {{"op", verb}, {"path", path}}; }

json::Object step(std::string_view verb, std::string_view path, json::Value value) {
  auto out = step(verb, path);
  out["value"] = std::move(value);
  return out;
}

json::Array encoded(const std::vector<StateChange>& changes) {
  json::Array out;
  for (const auto& change : changes) out.push_back(schema::encode(change));
  return out;
}

}  // namespace

StateChange start_request(bool paused) {
  StateChange out;
  out.action = start_word;
  if (paused) out.data["paused"] = "true";
  return out;
}

StateChange stop_request(std::string uid) {
  StateChange out;
  out.action = stop_word;
  out.uid = std::move(uid);
  return out;
}

json::Array request_patch(const json::Value& vm, const std::vector<StateChange>& changes) {
  const auto* status = json::find(vm, {"status"});
  const bool has_status = status != nullptr && status->is_object();
  const auto* asked = has_status ? json::find(*status, {"stateChangeRequests"}) : nullptr;
  const bool underway = asked != nullptr && asked->is_array() && !asked->get_array().empty();
  const bool only_stops = changes.size() == 1 && changes.front().action == stop_word;
  if (underway && !only_stops)
    throw conflict_error(machine_word, json::text(vm, {"metadata", "name"}),
                         "unable to complete request: stop/start already underway");
  json::Array patch;
  if (!has_status) {
    patch.push_back(step("test", "/status", nullptr));
    patch.push_back(step("add", "/status", json::Object{{"stateChangeRequests", encoded(changes)}}));
    return patch;
  }
  patch.push_back(step("test", "/status/stateChangeRequests", asked != nullptr ? *asked : json::Value()));
  patch.push_back(step(underway ? "replace" : "add", "/status/stateChangeRequests", encoded(changes)));
  if (json::find(*status, {"startFailure"}) != nullptr) patch.push_back(step("remove", "/status/startFailure"));
  return patch;
}

json::Array switch_patch(const kubevirt::VirtualMachine& vm, bool on) {
  if (vm.spec.running) return {step("test", "/spec/running", *vm.spec.running), step("replace", "/spec/running", on)};
  const auto wanted = on ? kubevirt::run_strategy::always : kubevirt::run_strategy::halted;
  return {step("test", "/spec/runStrategy", json::String(vm.spec.run_strategy)),
          step("replace", "/spec/runStrategy", json::String(wanted))};
}

json::Array grace_patch(const kubevirt::VirtualMachineInstance& vmi, std::int64_t seconds) {
  const auto& before = vmi.spec.termination_grace_period_seconds;
  constexpr std::string_view path = "/spec/terminationGracePeriodSeconds";
  return {step("test", path, before ? json::Value(*before) : json::Value()),
          step(before ? "replace" : "add", path, seconds)};
}

Task<> change_machine(Means& means, Machine machine, Decide decide, bool dry_run) {
  const kube::Key key{machine.vm.metadata.namespace_, machine.vm.metadata.name};
  const auto& kind = coracle::api::kind_of(static_cast<const kubevirt::VirtualMachine*>(nullptr));
  for (int attempt = 1;; ++attempt) {
    auto change = decide(machine);
    if (co_await patch_as_read(means, kind, key, std::move(change.patch), std::move(change.subresource), dry_run))
      co_return;
    if (attempt == most_attempts)
      throw conflict_error(machine_word, key.name, "the object has been modified; please try again");
    machine = co_await get_machine(means, key.ns, key.name);
  }
}

Task<> change_grace(Means& means, const kubevirt::VirtualMachineInstance& vmi, std::int64_t seconds, bool dry_run) {
  const kube::Key key{vmi.metadata.namespace_, vmi.metadata.name};
  const auto& kind = coracle::api::kind_of(static_cast<const kubevirt::VirtualMachineInstance*>(nullptr));
  if (!co_await patch_as_read(means, kind, key, grace_patch(vmi, seconds), {}, dry_run))
    throw conflict_error(instance_word, key.name, "the object has been modified; please try again");
}

void refuse_manual_recovery(const kubevirt::VirtualMachine& vm) {
  if (shared::is_true(vm.status.conditions, kubevirt::condition::manual_recovery_required))
    throw conflict_error(machine_word, vm.metadata.name,
                         "VM recovery required: a volume migration failed, put the volumes right first");
}

}  // namespace coracle::virt::api

#include <fmt/core.h>

#include "api/kubevirt/v1/states.h"
#include "api/kubevirt/v1/subresource_options.h"
#include "virt/api/subresources/state_changes.h"

namespace coracle::virt::api {
namespace {
namespace strategy = kubevirt::run_strategy;

Change start_change(const Machine& machine, const std::optional<kubevirt::VirtualMachineInstance>& vmi, bool paused) {
  const auto& vm = machine.vm;
  const auto& name = vm.metadata.name;
  const auto run = run_strategy_of(vm);
  const auto phase = vmi ? vmi->status.phase : std::string();
  if (run == strategy::halted) {
    // Only a request can say that the guest is to begin paused; virt-controller turns the machine on with it.
    if (paused) return {request_patch(machine.raw, {start_request(true)}), "status"};
    return {switch_patch(vm, true), ""};
  }
  if (run == strategy::rerun_on_failure && phase == kubevirt::vmi_phase::failed)
    throw conflict_error(machine_word, name, "RerunOnFailure does not support starting VM from failed state");
  if (run == strategy::rerun_on_failure || run == strategy::manual) {
    const bool over = vmi && (run == strategy::manual ? is_final(*vmi) : phase == kubevirt::vmi_phase::succeeded);
    if (over) return {request_patch(machine.raw, {stop_request(vmi->metadata.uid), start_request(paused)}), "status"};
    return {request_patch(machine.raw, {start_request(paused)}), "status"};
  }
  throw conflict_error(machine_word, name, fmt::format("{} does not support manual start requests", run));
}

}  // namespace

Task<net::Response> start_machine(Means& means, Asked asked) {
  const auto options = options_in<kubevirt::StartOptions>(asked.request);
  auto machine = co_await get_machine(means, asked.ns, asked.name);
  const auto vmi = co_await find_instance(means, asked.ns, asked.name);
  if (vmi && !is_final(*vmi) && !vmi->status.phase.empty() && vmi->status.phase != kubevirt::vmi_phase::unknown)
    throw conflict_error(machine_word, asked.name, "VM is already running");
  refuse_manual_recovery(machine.vm);
  const Decide decide = [vmi, paused = options.paused](const Machine& now) { return start_change(now, vmi, paused); };
  co_await change_machine(means, std::move(machine), decide, is_dry_run(options.dry_run));
  co_return done_answer(202);
}

}  // namespace coracle::virt::api

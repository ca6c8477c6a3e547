#include <fmt/core.h>

#include "api/kubevirt/v1/states.h"
#include "api/kubevirt/v1/subresource_options.h"
#include "virt/api/subresources/state_changes.h"

namespace coracle::virt::api {
namespace {
namespace strategy = kubevirt::run_strategy;

constexpr std::int64_t usual_grace = 30;

Change stop_change(const Machine& machine, const std::optional<kubevirt::VirtualMachineInstance>& vmi,
                   std::optional<std::int64_t> grace) {
  const auto run = run_strategy_of(machine.vm);
  const auto& name = machine.vm.metadata.name;
  const bool by_strategy = run == strategy::always || run == strategy::once;
  if (by_strategy) return {switch_patch(machine.vm, false), ""};
  if (!vmi || is_final(*vmi)) throw conflict_error(machine_word, name, "VM is not running");
  if (run == strategy::halted) {
    // It is stopping already: all that can be asked is less patience.
    const auto before = vmi->spec.termination_grace_period_seconds.value_or(usual_grace);
    if (!grace || *grace >= before)
      throw conflict_error(machine_word, name, "Halted only supports manual stop requests with a shorter graceperiod");
  }
  return {request_patch(machine.raw, {stop_request(vmi->metadata.uid)}), "status"};
}

}  // namespace

Task<net::Response> stop_machine(Means& means, Asked asked) {
  const auto options = options_in<kubevirt::StopOptions>(asked.request);
  if (options.grace_period.value_or(0) < 0)
    throw Error(Reason::bad_request, "gracePeriod has to be greater or equal to 0");
  auto machine = co_await get_machine(means, asked.ns, asked.name);
  const auto vmi = co_await find_instance(means, asked.ns, asked.name);
  const bool dry_run = is_dry_run(options.dry_run);
  const Decide decide = [vmi, grace = options.grace_period](const Machine& now) {
    return stop_change(now, vmi, grace);
  };
  decide(machine);  // a refusal comes before the guest's time is cut
  if (vmi && !is_final(*vmi) && options.grace_period)
    co_await change_grace(means, *vmi, *options.grace_period, dry_run);
  co_await change_machine(means, std::move(machine), decide, dry_run);
  co_return done_answer(202);
}

}  // namespace coracle::virt::api

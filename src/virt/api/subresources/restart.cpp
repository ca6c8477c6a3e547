#include <fmt/core.h>

#include "api/kubevirt/v1/states.h"
#include "api/kubevirt/v1/subresource_options.h"
#include "virt/api/subresources/state_changes.h"
#include "virt/shared/conditions.h"

namespace coracle::virt::api {
namespace {
/// What a forced restart leaves the guest.
constexpr std::int64_t forced_grace = 1;
}  // namespace

Task<net::Response> restart_machine(Means& means, Asked asked) {
  const auto options = options_in<kubevirt::RestartOptions>(asked.request);
  if (const auto& grace = options.grace_period_seconds) {
    if (*grace > 0) throw Error(Reason::bad_request, "For force restart, only gracePeriod=0 is supported for now");
    if (*grace < 0) throw Error(Reason::bad_request, "gracePeriod has to be greater or equal to 0");
  }
  auto machine = co_await get_machine(means, asked.ns, asked.name);
  const auto run = run_strategy_of(machine.vm);
  if (run == kubevirt::run_strategy::halted || run == kubevirt::run_strategy::once)
    throw conflict_error(machine_word, asked.name,
                         fmt::format("RunStategy {} does not support manual restart requests", run));
  const auto vmi = co_await find_instance(means, asked.ns, asked.name);
  if (!vmi) throw conflict_error(machine_word, asked.name, "VM is not running: Halted");
  if (shared::is_true(vmi->status.conditions, kubevirt::condition::volumes_change))
    throw conflict_error(machine_word, asked.name, "VM recovery required: its volumes are being migrated");
  const bool dry_run = is_dry_run(options.dry_run);
  const Decide decide = [uid = vmi->metadata.uid](const Machine& now) {
    return Change{request_patch(now.raw, {stop_request(uid), start_request(false)}), "status"};
  };
  co_await change_machine(means, std::move(machine), decide, dry_run);
  if (options.grace_period_seconds && !is_final(*vmi)) co_await change_grace(means, *vmi, forced_grace, dry_run);
  co_return done_answer(202);
}

}  // namespace coracle::virt::api

#include "api/kubevirt/v1/states.h"
#include "api/kubevirt/v1/subresource_options.h"
#include "virt/api/subresources/objects.h"
#include "virt/shared/conditions.h"

namespace coracle::virt::api {

Task<net::Response> pause_instance(Means& means, Asked asked) {
  const auto options = options_in<kubevirt::PauseOptions>(asked.request);
  const auto vmi = co_await get_instance(means, asked.ns, asked.name);
  require_running(vmi);
  if (vmi.spec.liveness_probe && !vmi.spec.liveness_probe->guest_agent_ping)
    throw forbidden_error(instance_word, asked.name, "Pausing VMIs with LivenessProbe is currently not supported");
  if (shared::is_true(vmi.status.conditions, kubevirt::condition::paused))
    throw conflict_error(instance_word, asked.name, "VMI is already paused");
  if (!is_dry_run(options.dry_run)) co_await ask_handler(means, vmi, "pause", {});
  co_return done_answer(200);
}

Task<net::Response> unpause_instance(Means& means, Asked asked) {
  const auto options = options_in<kubevirt::UnpauseOptions>(asked.request);
  const auto vmi = co_await get_instance(means, asked.ns, asked.name);
  require_running(vmi);
  if (!shared::is_true(vmi.status.conditions, kubevirt::condition::paused))
    throw conflict_error(instance_word, asked.name, "VMI is not paused");
  if (!is_dry_run(options.dry_run)) co_await ask_handler(means, vmi, "unpause", {});
  co_return done_answer(200);
}

}  // namespace coracle::virt::api

#include "api/kubevirt/v1/states.h"
#include "virt/api/subresources/objects.h"
#include "virt/shared/conditions.h"

namespace coracle::virt::api {

Task<net::Response> soft_reboot_instance(Means& means, Asked asked) {
  const auto vmi = co_await get_instance(means, asked.ns, asked.name);
  require_running(vmi);
  if (shared::is_true(vmi.status.conditions, kubevirt::condition::paused))
    throw conflict_error(instance_word, asked.name, "VMI is paused");
  const auto& features = vmi.spec.domain.features;
  const bool acpi = !features || features->acpi.enabled.value_or(true);
  if (!acpi && !shared::is_true(vmi.status.conditions, kubevirt::condition::agent_connected))
    throw conflict_error(instance_word, asked.name,
                         "VMI neither have the agent connected nor the ACPI feature enabled");
  co_await ask_handler(means, vmi, "softreboot", {});
  co_return done_answer(200);
}

}  // namespace coracle::virt::api

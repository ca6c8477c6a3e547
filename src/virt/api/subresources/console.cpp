#include "api/kubevirt/v1/states.h"
#include "virt/api/subresources/objects.h"

namespace coracle::virt::api {

Task<net::Response> console(Means& means, Asked asked) {
  const auto vmi = co_await get_instance(means, asked.ns, asked.name);
  if (!vmi.spec.domain.devices.autoattach_serial_console.value_or(true))
    throw Error(Reason::bad_request, "No serial consoles are present.");
  if (vmi.status.phase == kubevirt::vmi_phase::failed)
    throw conflict_error(instance_word, asked.name, "VMI is in failed status");
  // 400 is what clients wait on: virtctl console asks again until the guest runs.
  if (!is_running(vmi)) throw Error(Reason::bad_request, "VMI is not running");
  co_return co_await join_handler_stream(means, vmi, std::move(asked), "console", {});
}

}  // namespace coracle::virt::api

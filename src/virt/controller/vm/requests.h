#pragma once
// status.stateChangeRequests: what people asked for with start, stop and restart, in their order. Only the first
// counts.
#include <vector>

#include "api/kubevirt/v1/virtual_machine.h"
#include "api/kubevirt/v1/virtual_machine_instance.h"

namespace coracle::virt::controller::vm {

namespace kubevirt = api::kubevirt::v1;

using Requests = std::vector<kubevirt::VirtualMachineStateChangeRequest>;

/// What is left to do. A Stop is done once its instance is gone, a Start once there is one that runs or is about to.
Requests still_open(Requests requests, const kubevirt::VirtualMachineInstance* instance);

bool asks_to_start(const Requests& requests);
bool asks_to_stop(const Requests& requests, const kubevirt::VirtualMachineInstance& instance);
/// `virtctl start --paused`: the guest's processors wait for `unpause`.
bool asks_to_start_paused(const Requests& requests);
/// A Start behind what is asked for already; as it is when one is among them.
Requests with_start(Requests requests);

}  // namespace coracle::virt::controller::vm

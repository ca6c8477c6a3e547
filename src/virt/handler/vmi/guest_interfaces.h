#pragma once
#include <string>
#include <vector>

#include "virt/handler/vmi/view.h"

namespace coracle::virt::handler {

/// status.interfaces: each card of the spec as pod and domain know it, with what the guest's agent says of it, then
/// cards that only the agent knows of.
std::vector<api::kubevirt::v1::VirtualMachineInstanceNetworkInterface> guest_interfaces(const View& view);

}  // namespace coracle::virt::handler

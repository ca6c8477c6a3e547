#pragma once
#include "virt/handler/vmi/view.h"

namespace coracle::virt::handler {

/// Sets those conditions of the instance that are virt-handler's: LiveMigratable and StorageLiveMigratable,
/// AgentConnected, Paused, Synchronized (only False, only while it is); and Ready where the phase has just changed it:
/// from then on virt-controller keeps it as the pod says. `vmi` has its new phase already.
void set_conditions(api::kubevirt::v1::VirtualMachineInstance& vmi, const View& view);

}  // namespace coracle::virt::handler

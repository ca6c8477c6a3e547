#pragma once
#include "api/kubevirt/v1/virtual_machine_instance.h"
#include "base/result.h"
#include "virt/launcher/dhcp/packet.h"
#include "virt/shared/launcher_protocol.h"

namespace coracle::virt::launcher::dhcp {

/// What the guest behind that interface is told. An error names the interface and what is wrong with what virt-handler
/// prepared; what a user wrote and is no address is left out.
Result<Lease> lease_for(const api::kubevirt::v1::VirtualMachineInstance& vmi,
                        const shared::PreparedInterface& prepared);

}  // namespace coracle::virt::launcher::dhcp

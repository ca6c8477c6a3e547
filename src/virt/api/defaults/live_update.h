#pragma once
// Room for processors and memory that are plugged in while the guest runs.
#include "api/kubevirt/v1/virtual_machine_instance_spec.h"
#include "virt/shared/cluster_config.h"

namespace coracle::virt::api {

/// cpu.maxSockets.
void default_socket_hotplug(coracle::api::kubevirt::v1::VirtualMachineInstanceSpec& spec,
                            const shared::ClusterConfig& config);
/// memory.maxGuest, for guests that can take more: from 1 GiB, whole blocks, no huge pages that do not fit.
void default_memory_hotplug(coracle::api::kubevirt::v1::VirtualMachineInstanceSpec& spec,
                            const shared::ClusterConfig& config);

}  // namespace coracle::virt::api

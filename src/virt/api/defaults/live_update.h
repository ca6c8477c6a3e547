#pragma once
// Room for processors and memory that are plugged in while the guest runs.
#include <cstdint>
#include <string>

#include "api/kubevirt/v1/virtual_machine_instance_spec.h"
#include "virt/shared/cluster_config.h"

namespace coracle::virt::api {

/// cpu.maxSockets.
void default_socket_hotplug(coracle::api::kubevirt::v1::VirtualMachineInstanceSpec& spec,
                            const shared::ClusterConfig& config);
/// memory.maxGuest, for guests that can take more: from 1 GiB, whole blocks, no huge pages that do not fit.
void default_memory_hotplug(coracle::api::kubevirt::v1::VirtualMachineInstanceSpec& spec,
                            const shared::ClusterConfig& config);

/// Why a guest of so many bytes can never grow to the most, in KubeVirt's words; empty: it can.
std::string why_memory_stays(const coracle::api::kubevirt::v1::VirtualMachineInstanceSpec& spec, std::int64_t guest,
                             std::int64_t most);

}  // namespace coracle::virt::api

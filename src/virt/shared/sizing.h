#pragma once
// How big a guest is, and what it costs beside its own memory.
#include <cstdint>

#include "api/kubevirt/v1/virtual_machine_instance_spec.h"
#include "virt/shared/cluster_config.h"

namespace coracle::virt::shared {

/// Virtual processors: sockets x cores x threads, each at least 1. Where none of them is given: the processor limit,
/// else the request, rounded up; else 1.
std::int64_t vcpus(const coracle::api::kubevirt::v1::DomainSpec& domain);

/// Queues of a guest's card: one, or one a processor and at most 256 where the instance asks for many and the card is
/// virtio. The tap in the pod and QEMU's end must agree on it.
std::int64_t interface_queues(const coracle::api::kubevirt::v1::DomainSpec& domain,
                              const coracle::api::kubevirt::v1::Interface& interface);

/// Bytes of memory the guest sees: memory.guest, else the requested memory, else its limit, else one huge page; 0 where
/// nothing is said or it cannot be read.
std::int64_t guest_memory(const coracle::api::kubevirt::v1::DomainSpec& domain);

/// Bytes that the processes around the guest need: 64 MiB, a 512th of the guest's memory, 8 MiB for each processor
/// after the first; with emulation 64 MiB more. Devices that are passed through, encryption, a TPM and
/// memory.reservedOverhead add to it, and the cluster's ratio multiplies all.
std::int64_t memory_overhead(const coracle::api::kubevirt::v1::DomainSpec& domain, const ClusterConfig& config);

/// A quantity in whole units, rounded up; 0 when it is absent or cannot be read.
std::int64_t amount(const std::map<std::string, schema::Quantity>& resources, const char* name);

}  // namespace coracle::virt::shared

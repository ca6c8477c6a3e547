#pragma once
// From what a pod asks for to the values of control groups.
#include <cstdint>
#include <string>

#include "api/core/v1/pod.h"
#include "proc/cgroup.h"
#include "rpc/cri_types.h"

namespace coracle::node::pods {

/// "cpu" in thousandths, another resource whole; 0 where there is none. No more than any machine has: sums of as much
/// as pods may ask for stay numbers.
std::int64_t amount_of(const std::map<std::string, schema::Quantity>& amounts, const std::string& resource);

enum class Ask { requests, limits };

/// What the whole pod asks for of "cpu" (in thousandths) or another resource (whole): the sum of its containers and
/// sidecars, or an init container with the sidecars before it where that is more; with the pod's overhead. A container
/// without the entry counts as 0; of requests its limit counts then.
/// https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
std::int64_t pod_asks(const api::core::v1::Pod& pod, const std::string& resource, Ask ask);

/// "<root>/burstable/pod<uid>"; Guaranteed pods lie directly below the root.
std::string pod_cgroup(const std::string& root, const std::string& qos, const std::string& uid);

/// Of a pod's own group. There is a limit only where every container has one.
proc::CgroupLimits pod_cgroup_limits(const api::core::v1::Pod& pod);

/// Of a container's group, and how readily the kernel ends it when memory runs out (oom_score_adj).
rpc::LinuxContainerResources container_resources(const api::core::v1::Pod& pod,
                                                 const api::core::v1::Container& container,
                                                 std::int64_t machine_memory);

/// cpu.shares for so many thousandths of a CPU.
std::uint64_t cpu_shares(std::int64_t milli_cpu);
/// Microseconds in a period of 100 ms; 0 (no limit) for 0.
std::uint64_t cpu_quota(std::int64_t milli_cpu);

}  // namespace coracle::node::pods

#pragma once
// Small rules about a pod's spec that several parts need.
#include <string>
#include <string_view>
#include <vector>

#include "api/core/v1/pod.h"
#include "node/host_ports.h"

namespace coracle::node::pods {

using api::core::v1::Container;
using api::core::v1::Pod;

/// "Guaranteed", "Burstable" or "BestEffort".
/// https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
std::string qos_class(const Pod& pod);

/// An init container that goes on beside the others: restartPolicy Always.
bool is_sidecar(const Container& init_container);
/// Always, OnFailure or Never: the container's own where it has one, else the pod's. For a regular init container
/// Always means OnFailure.
std::string restart_policy(const Pod& pod, const Container& container, bool init);
bool restarts_after(const std::string& policy, int exit_code);

/// Init containers first, then the others, in the spec's order.
struct NamedContainer {
  const Container* container = nullptr;
  bool init = false;
};
std::vector<NamedContainer> all_containers(const Pod& pod);
const Container* find_container(const Pod& pod, std::string_view name);
/// "spec.containers{name}", "spec.initContainers{name}": what an event about a container names.
std::string container_field_path(const Pod& pod, std::string_view name);

/// What the container is told apart by: another image means another container.
std::string container_hash(const Container& container);

std::string pod_hostname(const Pod& pod, const std::string& node_name);
/// "<hostname>.<subdomain>.<namespace>.svc.cluster.local" without the host name; empty without a subdomain.
std::string pod_domain(const Pod& pod);

/// The ports of the host that the pod asks for; none in the host's network.
std::vector<HostPort> wanted_host_ports(const Pod& pod, const std::string& pod_ip);

/// Seconds the pod may take to end: what the deletion says, else the spec.
std::int64_t grace_seconds(const Pod& pod);

/// "name_namespace(uid)", as the kubelet names a pod in its messages.
std::string pod_title(const Pod& pod);

bool is_terminal(const std::string& phase);

/// Whether a text of /proc/<pid>/status is of a process that a signal does not pass by without a trace: it handles or
/// holds the signal back, wants none of it, or is not the first of its namespace, to whom alone that happens. A
/// container's process that is still the runtime's own does not hear either.
bool hears(std::string_view proc_status, int signal);

/// The pod's own kernel parameters that are not known to be safe, because they are not confined to the pod.
std::vector<std::string> unsafe_sysctls(const Pod& pod);

}  // namespace coracle::node::pods

#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "api/core/v1/pod.h"

namespace coracle::cluster {

/// Amounts by resource name: cpu in thousandths, all else in whole units (bytes, pods, devices).
using Amounts = std::map<std::string, std::int64_t>;
Amounts amounts_of(const std::map<std::string, schema::Quantity>& quantities);
void add_to(Amounts& sum, const Amounts& more);

/// What a pod takes of a node: the requests of its containers and sidecars together, or what one of its init containers
/// needs beside the sidecars before it, whichever is more; and its overhead.
/// https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
Amounts needs_of(const api::core::v1::PodSpec& spec);

/// A port of the host that a pod takes.
struct HostPort {
  std::int32_t port = 0;
  std::string protocol;
  std::string address;  ///< "0.0.0.0": all of them
  bool clashes_with(const HostPort& other) const;
};
std::vector<HostPort> host_ports_of(const api::core::v1::PodSpec& spec);

}  // namespace coracle::cluster

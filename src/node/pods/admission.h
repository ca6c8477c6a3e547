#pragma once
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/node.h"
#include "node/pods/services.h"

namespace coracle::node::pods {

/// Whether a pod fits on the node beside the others, and may be there (node selector, taints that forbid execution).
/// The scheduler has looked at the same; pods with a nodeName of their own have not passed it. Reasons are the
/// kubelet's: OutOfcpu, OutOfmemory, OutOfpods, NodeAffinity, NodePorts, TaintToleration.
std::optional<Refusal> refusal_of(const api::core::v1::Pod& pod, const std::vector<const api::core::v1::Pod*>& others,
                                  const api::core::v1::Node& node);

}  // namespace coracle::node::pods

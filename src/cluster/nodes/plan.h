#pragma once
#include "api/core/v1/node.h"
#include "base/time.h"

namespace coracle::cluster {

/// Nodes that have not renewed their Lease for so long are not heard of any more.
inline constexpr auto node_silence_limit = std::chrono::seconds(40);

/// A node as its life cycle wants it: the conditions of a silent one are Unknown, and its taints say for pods what its
/// conditions and spec.unschedulable say for people. Everything else stays.
/// https://kubernetes.io/docs/concepts/architecture/nodes/#node-controller
api::core::v1::Node planned(const api::core::v1::Node& node, bool silent, WallTime now);

}  // namespace coracle::cluster

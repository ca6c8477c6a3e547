#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/node.h"
#include "cluster/scheduler/needs.h"
#include "cluster/selectors.h"

namespace coracle::cluster {

/// One node as the scheduler sees it: with the pods that are on it or on their way to it, those that have ended left
/// out.
struct NodeView {
  const api::core::v1::Node* node = nullptr;
  std::vector<const api::core::v1::Pod*> pods;
};

struct ClusterView {
  std::vector<NodeView> nodes;
  /// Labels of a namespace; null where it is unknown.
  std::function<const LabelMap*(const std::string& ns)> namespace_labels;
};

/// Where a pod goes, or why nowhere.
struct Decision {
  const api::core::v1::Node* node = nullptr;
  std::string message;  ///< in kube-scheduler's words: "0/1 nodes are available: 1 Insufficient memory."
};
Decision choose_node(const api::core::v1::Pod& pod, const ClusterView& view);

/// Why the pod cannot go to that node; empty when it can. As kube-scheduler: what the first failing check says.
std::vector<std::string> obstacles(const api::core::v1::Pod& pod, const NodeView& candidate, const ClusterView& view);
/// How well it suits, in comparison with other nodes: the higher the better.
double suitability(const api::core::v1::Pod& pod, const NodeView& candidate, const ClusterView& view);

// Rules between pods (pod_affinity.cpp).
/// Empty, or the obstacle.
std::string pod_rules_broken(const api::core::v1::Pod& pod, const NodeView& candidate, const ClusterView& view);
/// Sum of the weights of wishes that hold there.
std::int64_t pod_wishes_met(const api::core::v1::Pod& pod, const NodeView& candidate, const ClusterView& view);

}  // namespace coracle::cluster

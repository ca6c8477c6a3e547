// Pods that want to be, or must not be, where other pods are.
// https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity
#include "cluster/scheduler/view.h"

namespace coracle::cluster {
namespace {
using api::core::v1::Pod;
using api::core::v1::PodAffinityTerm;

const std::string* place_of(const NodeView& view, const std::string& topology_key) {
  const auto found = view.node->metadata.labels.find(topology_key);
  return found == view.node->metadata.labels.end() ? nullptr : &found->second;
}

/// `owner` has the term: without namespaces of its own it speaks of the owner's.
bool means(const PodAffinityTerm& term, const Pod& owner, const Pod& other, const ClusterView& view) {
  const auto& ns = other.metadata.namespace_;
  bool in_namespace = term.namespaces.empty() && !term.namespace_selector && ns == owner.metadata.namespace_;
  for (const auto& named : term.namespaces) in_namespace = in_namespace || named == ns;
  if (!in_namespace && term.namespace_selector) {
    const auto* labels = view.namespace_labels ? view.namespace_labels(ns) : nullptr;
    in_namespace = selects(*term.namespace_selector, labels ? *labels : LabelMap{});
  }
  return in_namespace && term.label_selector && selects(*term.label_selector, other.metadata.labels);
}

bool same_place(const NodeView& a, const NodeView& b, const std::string& topology_key) {
  const auto* left = place_of(a, topology_key);
  const auto* right = place_of(b, topology_key);
  return left != nullptr && right != nullptr && *left == *right;
}

/// Whether a pod that the term means is at the candidate's place.
bool met(const PodAffinityTerm& term, const Pod& pod, const NodeView& candidate, const ClusterView& view) {
  for (const auto& node : view.nodes) {
    if (!same_place(node, candidate, term.topology_key)) continue;
    for (const auto* other : node.pods)
      if (means(term, pod, *other, view)) return true;
  }
  return false;
}

bool met_anywhere(const PodAffinityTerm& term, const Pod& pod, const ClusterView& view) {
  for (const auto& node : view.nodes)
    for (const auto* other : node.pods)
      if (means(term, pod, *other, view)) return true;
  return false;
}

bool affinity_holds(const Pod& pod, const NodeView& candidate, const ClusterView& view) {
  const auto& terms = pod.spec.affinity->pod_affinity->required_during_scheduling_ignored_during_execution;
  bool all_met = true, first_of_its_kind = true;
  for (const auto& term : terms) {
    if (place_of(candidate, term.topology_key) == nullptr) return false;
    all_met = all_met && met(term, pod, candidate, view);
    // The first of a group that wants to be together may go anywhere.
    first_of_its_kind = first_of_its_kind && means(term, pod, pod, view) && !met_anywhere(term, pod, view);
  }
  return all_met || first_of_its_kind;
}

bool others_object(const Pod& pod, const NodeView& candidate, const ClusterView& view) {
  for (const auto& node : view.nodes)
    for (const auto* other : node.pods) {
      if (!other->spec.affinity || !other->spec.affinity->pod_anti_affinity) continue;
      for (const auto& term :
           other->spec.affinity->pod_anti_affinity->required_during_scheduling_ignored_during_execution)
        if (same_place(node, candidate, term.topology_key) && means(term, *other, pod, view)) return true;
    }
  return false;
}
}  // namespace

std::string pod_rules_broken(const Pod& pod, const NodeView& candidate, const ClusterView& view) {
  const auto& affinity = pod.spec.affinity;
  if (affinity && affinity->pod_affinity && !affinity_holds(pod, candidate, view))
    return "node(s) didn't match pod affinity rules";
  if (affinity && affinity->pod_anti_affinity)
    for (const auto& term : affinity->pod_anti_affinity->required_during_scheduling_ignored_during_execution)
      if (met(term, pod, candidate, view)) return "node(s) didn't match pod anti-affinity rules";
  if (others_object(pod, candidate, view)) return "node(s) didn't satisfy existing pods anti-affinity rules";
  return {};
}

std::int64_t pod_wishes_met(const Pod& pod, const NodeView& candidate, const ClusterView& view) {
  std::int64_t sum = 0;
  const auto& affinity = pod.spec.affinity;
  if (affinity && affinity->pod_affinity)
    for (const auto& wish : affinity->pod_affinity->preferred_during_scheduling_ignored_during_execution)
      if (met(wish.pod_affinity_term, pod, candidate, view)) sum += wish.weight;
  if (affinity && affinity->pod_anti_affinity)
    for (const auto& wish : affinity->pod_anti_affinity->preferred_during_scheduling_ignored_during_execution)
      if (met(wish.pod_affinity_term, pod, candidate, view)) sum -= wish.weight;
  return sum;
}

}  // namespace coracle::cluster

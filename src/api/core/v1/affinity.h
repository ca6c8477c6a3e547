#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/meta/v1/label_selector.h"
#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// One condition on a label or field of a node.
struct NodeSelectorRequirement {
  std::string key;
  std::string operator_;
  std::vector<std::string> values;
};
const schema::Struct& describe(const NodeSelectorRequirement*);

/// Conditions on a node that must all hold.
struct NodeSelectorTerm {
  std::vector<NodeSelectorRequirement> match_expressions;
  std::vector<NodeSelectorRequirement> match_fields;
};
const schema::Struct& describe(const NodeSelectorTerm*);

/// Chooses nodes; one term is enough.
struct NodeSelector {
  std::vector<NodeSelectorTerm> node_selector_terms;
};
const schema::Struct& describe(const NodeSelector*);

/// A wish about nodes.
struct PreferredSchedulingTerm {
  std::int32_t weight = 0;
  NodeSelectorTerm preference;
};
const schema::Struct& describe(const PreferredSchedulingTerm*);

/// Rules about the nodes a pod runs on.
struct NodeAffinity {
  std::vector<PreferredSchedulingTerm> preferred_during_scheduling_ignored_during_execution;
  Box<NodeSelector> required_during_scheduling_ignored_during_execution;
};
const schema::Struct& describe(const NodeAffinity*);

/// Chooses pods and says what counts as the same place.
struct PodAffinityTerm {
  std::string topology_key;
  Box<meta::v1::LabelSelector> label_selector;
  std::vector<std::string> namespaces;
  Box<meta::v1::LabelSelector> namespace_selector;
  std::vector<std::string> match_label_keys;
  std::vector<std::string> mismatch_label_keys;
};
const schema::Struct& describe(const PodAffinityTerm*);

/// A wish about pods.
struct WeightedPodAffinityTerm {
  std::int32_t weight = 0;
  PodAffinityTerm pod_affinity_term;
};
const schema::Struct& describe(const WeightedPodAffinityTerm*);

/// Pods to be placed near to.
struct PodAffinity {
  std::vector<WeightedPodAffinityTerm> preferred_during_scheduling_ignored_during_execution;
  std::vector<PodAffinityTerm> required_during_scheduling_ignored_during_execution;
};
const schema::Struct& describe(const PodAffinity*);

/// Pods to be kept away from.
struct PodAntiAffinity {
  std::vector<WeightedPodAffinityTerm> preferred_during_scheduling_ignored_during_execution;
  std::vector<PodAffinityTerm> required_during_scheduling_ignored_during_execution;
};
const schema::Struct& describe(const PodAntiAffinity*);

/// Rules for where a pod may or should run.
struct Affinity {
  Box<NodeAffinity> node_affinity;
  Box<PodAffinity> pod_affinity;
  Box<PodAntiAffinity> pod_anti_affinity;
};
const schema::Struct& describe(const Affinity*);

/// A taint that a pod bears.
struct Toleration {
  std::string key;
  std::string operator_;
  std::string value;
  std::string effect;
  std::optional<std::int64_t> toleration_seconds;
};
const schema::Struct& describe(const Toleration*);

/// How evenly pods are spread over places.
struct TopologySpreadConstraint {
  std::int32_t max_skew = 0;
  std::string topology_key;
  std::string when_unsatisfiable;
  Box<meta::v1::LabelSelector> label_selector;
  std::optional<std::int32_t> min_domains;
  std::string node_affinity_policy;
  std::string node_taints_policy;
  std::vector<std::string> match_label_keys;
};
const schema::Struct& describe(const TopologySpreadConstraint*);

}  // namespace coracle::api::core::v1

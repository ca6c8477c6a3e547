#pragma once
#include <map>
#include <string>

#include "api/core/v1/affinity.h"
#include "api/core/v1/node.h"
#include "api/meta/v1/label_selector.h"

namespace coracle::cluster {

using LabelMap = std::map<std::string, std::string>;

/// As Kubernetes matches labels: all parts must hold, an empty selector chooses everything, an unknown operator
/// nothing.
bool selects(const api::meta::v1::LabelSelector& selector, const LabelMap& labels);

/// One term is enough; a term without conditions chooses no node.
/// https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#node-affinity
bool chooses(const api::core::v1::NodeSelector& selector, const api::core::v1::Node& node);
bool chooses(const api::core::v1::NodeSelectorTerm& term, const api::core::v1::Node& node);

/// https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
bool tolerates(const api::core::v1::Toleration& toleration, const api::core::v1::Taint& taint);
bool tolerates(const std::vector<api::core::v1::Toleration>& tolerations, const api::core::v1::Taint& taint);

}  // namespace coracle::cluster

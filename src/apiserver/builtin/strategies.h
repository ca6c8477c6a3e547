#pragma once
#include <memory>

#include "apiserver/rules.h"

namespace coracle::apiserver::builtin {

// What built-in kinds do beyond their tables, a file a kind.
std::shared_ptr<const Strategy> namespace_strategy();
std::shared_ptr<const Strategy> pod_strategy();
std::shared_ptr<const Strategy> config_map_strategy();
std::shared_ptr<const Strategy> secret_strategy();
std::shared_ptr<const Strategy> node_strategy();
std::shared_ptr<const Strategy> lease_strategy();
std::shared_ptr<const Strategy> revision_strategy();
/// RBAC kinds: stored, with a warning that nothing enforces them yet.
std::shared_ptr<const Strategy> rbac_strategy();

/// Fills in what Kubernetes' defaulting fills in of a pod's spec.
/// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
void default_pod_spec(json::Value& spec);
/// What is wrong with a pod that is being made, by fields below "spec".
FieldErrors validate_pod(const json::Value& pod);
/// BestEffort, Burstable or Guaranteed.
/// https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
std::string_view qos_class(const json::Value& pod);

}  // namespace coracle::apiserver::builtin

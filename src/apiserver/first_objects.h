#pragma once
#include <string>

#include "apiserver/pki.h"
#include "apiserver/registry.h"
#include "apiserver/store/store.h"
#include "base/time.h"

namespace coracle::apiserver {

/// Makes what every cluster has from its first moment, where it is missing: the namespaces default, kube-system,
/// kube-public, kube-node-lease and kubevirt, each with a ServiceAccount default and a ConfigMap kube-root-ca.crt; and
/// kube-system/extension-apiserver-authentication, by which aggregated servers know whom to believe. Where the keys
/// have been made anew, the ConfigMaps say the new ones.
/// https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/
Task<> store_first_objects(Store& store, const Resources& resources, const Clock& clock, const Pki& pki);

}  // namespace coracle::apiserver

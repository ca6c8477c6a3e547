#pragma once
#include <string>

#include "apiserver/registry.h"
#include "apiserver/store/store.h"
#include "base/time.h"

namespace coracle::apiserver {

/// Makes what every cluster has from its first moment, where it is missing: the namespaces default, kube-system,
/// kube-public, kube-node-lease and kubevirt, each with a ServiceAccount default and a ConfigMap kube-root-ca.crt.
Task<> store_first_objects(Store& store, const Resources& resources, const Clock& clock, std::string ca_pem);

}  // namespace coracle::apiserver

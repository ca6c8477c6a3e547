#pragma once
#include "apiserver/resource.h"

namespace coracle::apiserver::builtin {

/// POST .../pods/NAME/binding: puts a pod on a node, once. 409 for one that is placed, being deleted or gated.
SubresourceHandler pod_binding();
/// POST .../pods/NAME/eviction: deletes a pod within its grace period, unless a webhook forbids it. There are no
/// disruption budgets here.
SubresourceHandler pod_eviction();

/// What a binding makes of a pod. Errors are conflicts in kube-apiserver's words.
Result<json::Value> bound_pod(const json::Value& pod, const json::Value& binding, const std::string& now);

}  // namespace coracle::apiserver::builtin

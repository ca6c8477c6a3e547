#pragma once
#include "json/value.h"

namespace coracle::apiserver::builtin {

// An event is stored as v1 has it; events.k8s.io shows the same one under other names.
// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
void event_from_core(json::Value& event);
void event_to_core(json::Value& event);

}  // namespace coracle::apiserver::builtin

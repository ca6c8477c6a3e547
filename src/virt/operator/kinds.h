#pragma once
// The kinds that virt-operator handles without their types.
#include "api/kinds.h"

namespace coracle::virt::operator_ {

template <class T>
const api::Kind& kind() {
  return api::kind_of(static_cast<const T*>(nullptr));
}

// Kinds that not every API server has.
inline constexpr api::Kind service_kind{"", "v1", "Service", "services", true, true};
inline constexpr api::Kind priority_class_kind{"scheduling.k8s.io", "v1",  "PriorityClass",
                                               "priorityclasses",   false, false};

}  // namespace coracle::virt::operator_

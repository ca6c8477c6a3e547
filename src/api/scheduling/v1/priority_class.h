#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::scheduling::v1 {

using schema::operator==;

/// A named priority.
struct PriorityClass {
  std::string api_version = "scheduling.k8s.io/v1";
  std::string kind = "PriorityClass";
  meta::v1::ObjectMeta metadata;
  std::optional<std::int32_t> value;
  std::optional<bool> global_default;
  std::string description;
  std::optional<std::string> preemption_policy;
};
const schema::Struct& describe(const PriorityClass*);

}  // namespace coracle::api::scheduling::v1

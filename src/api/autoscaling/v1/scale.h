#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::autoscaling::v1 {

using schema::operator==;

/// How many are wanted.
struct ScaleSpec {
  std::optional<std::int32_t> replicas;
};
const schema::Struct& describe(const ScaleSpec*);

/// How many there are.
struct ScaleStatus {
  std::string selector;
  std::int32_t replicas = 0;
};
const schema::Struct& describe(const ScaleStatus*);

/// How many replicas an object has and is to have.
struct Scale {
  std::string api_version = "autoscaling/v1";
  std::string kind = "Scale";
  meta::v1::ObjectMeta metadata;
  ScaleSpec spec;
  ScaleStatus status;
};
const schema::Struct& describe(const Scale*);

}  // namespace coracle::api::autoscaling::v1

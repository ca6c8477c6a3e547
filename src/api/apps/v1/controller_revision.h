#pragma once
#include <cstdint>
#include <string>

#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::apps::v1 {

using schema::operator==;

/// An earlier state of a set.
struct ControllerRevision {
  std::string api_version = "apps/v1";
  std::string kind = "ControllerRevision";
  meta::v1::ObjectMeta metadata;
  json::Value data;
  std::int64_t revision = 0;
};
const schema::Struct& describe(const ControllerRevision*);

}  // namespace coracle::api::apps::v1

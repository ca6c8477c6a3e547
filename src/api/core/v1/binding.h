#pragma once
#include <string>

#include "api/core/v1/reference.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// Puts a pod on a node.
struct Binding {
  std::string api_version = "v1";
  std::string kind = "Binding";
  meta::v1::ObjectMeta metadata;
  ObjectReference target;
};
const schema::Struct& describe(const Binding*);

}  // namespace coracle::api::core::v1

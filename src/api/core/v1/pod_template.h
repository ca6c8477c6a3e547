#pragma once
#include <string>

#include "api/core/v1/pod.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// A stored template for pods.
struct PodTemplate {
  std::string api_version = "v1";
  std::string kind = "PodTemplate";
  meta::v1::ObjectMeta metadata;
  PodTemplateSpec template_;
};
const schema::Struct& describe(const PodTemplate*);

}  // namespace coracle::api::core::v1

#pragma once
#include <string>

#include "api/meta/v1/delete_options.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::policy::v1 {

using schema::operator==;

/// Asks a pod to go, if budgets allow.
struct Eviction {
  std::string api_version = "policy/v1";
  std::string kind = "Eviction";
  meta::v1::ObjectMeta metadata;
  Box<meta::v1::DeleteOptions> delete_options;
};
const schema::Struct& describe(const Eviction*);

}  // namespace coracle::api::policy::v1

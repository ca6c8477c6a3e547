#pragma once
#include <map>
#include <optional>
#include <string>

#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// Settings as keys and values.
struct ConfigMap {
  std::string api_version = "v1";
  std::string kind = "ConfigMap";
  meta::v1::ObjectMeta metadata;
  std::map<std::string, std::string> data;
  std::map<std::string, schema::Bytes> binary_data;
  std::optional<bool> immutable;
};
const schema::Struct& describe(const ConfigMap*);

}  // namespace coracle::api::core::v1

#pragma once
#include <map>
#include <optional>
#include <string>

#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// Settings to be kept secret.
struct Secret {
  std::string api_version = "v1";
  std::string kind = "Secret";
  meta::v1::ObjectMeta metadata;
  std::string type;
  std::map<std::string, schema::Bytes> data;
  std::map<std::string, std::string> string_data;
  std::optional<bool> immutable;
};
const schema::Struct& describe(const Secret*);

}  // namespace coracle::api::core::v1

#pragma once
#include <string>
#include <vector>

#include "schema/codec.h"

namespace coracle::api::meta::v1 {

using schema::operator==;

/// One condition on a field.
struct FieldSelectorRequirement {
  std::string key;
  std::string operator_;
  std::vector<std::string> values;
};
const schema::Struct& describe(const FieldSelectorRequirement*);

}  // namespace coracle::api::meta::v1

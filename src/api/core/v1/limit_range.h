#pragma once
#include <map>
#include <string>
#include <vector>

#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// A bound on one type of object.
struct LimitRangeItem {
  std::string type;
  std::map<std::string, schema::Quantity> max;
  std::map<std::string, schema::Quantity> min;
  std::map<std::string, schema::Quantity> default_;
  std::map<std::string, schema::Quantity> default_request;
  std::map<std::string, schema::Quantity> max_limit_request_ratio;
};
const schema::Struct& describe(const LimitRangeItem*);

/// The bounds.
struct LimitRangeSpec {
  std::vector<LimitRangeItem> limits;
};
const schema::Struct& describe(const LimitRangeSpec*);

/// Bounds on what objects of a namespace may ask for.
struct LimitRange {
  std::string api_version = "v1";
  std::string kind = "LimitRange";
  meta::v1::ObjectMeta metadata;
  LimitRangeSpec spec;
};
const schema::Struct& describe(const LimitRange*);

}  // namespace coracle::api::core::v1

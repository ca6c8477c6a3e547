#pragma once
#include <cstdint>
#include <string>

#include "schema/codec.h"

namespace coracle::api::meta::v1 {

using schema::operator==;

/// One aspect of how an object stands.
struct Condition {
  std::string type;
  std::string status;
  schema::Time last_transition_time;
  std::string message;
  std::int64_t observed_generation = 0;
  std::string reason;
};
const schema::Struct& describe(const Condition*);

}  // namespace coracle::api::meta::v1

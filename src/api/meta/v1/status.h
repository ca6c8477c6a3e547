#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/meta/v1/list_meta.h"
#include "schema/codec.h"

namespace coracle::api::meta::v1 {

using schema::operator==;

/// One thing that is wrong.
struct StatusCause {
  std::string reason;
  std::string message;
  std::string field;
};
const schema::Struct& describe(const StatusCause*);

/// What a Status concerns.
struct StatusDetails {
  std::string name;
  std::string group;
  std::string kind;
  std::string uid;
  std::vector<StatusCause> causes;
  std::optional<std::int32_t> retry_after_seconds;
};
const schema::Struct& describe(const StatusDetails*);

/// The answer to a request that has no object, and to one that failed.
struct Status {
  std::string api_version = "v1";
  std::string kind = "Status";
  ListMeta metadata;
  std::string status;
  std::string message;
  std::string reason;
  Box<StatusDetails> details;
  std::optional<std::int32_t> code;
};
const schema::Struct& describe(const Status*);

}  // namespace coracle::api::meta::v1

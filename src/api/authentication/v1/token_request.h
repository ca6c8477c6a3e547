#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::authentication::v1 {

using schema::operator==;

/// Object a token is bound to.
struct BoundObjectReference {
  std::string kind;
  std::string api_version;
  std::string name;
  std::string uid;
};
const schema::Struct& describe(const BoundObjectReference*);

/// What token is wanted.
struct TokenRequestSpec {
  std::vector<std::string> audiences;
  std::optional<std::int64_t> expiration_seconds;
  Box<BoundObjectReference> bound_object_ref;
};
const schema::Struct& describe(const TokenRequestSpec*);

/// The token.
struct TokenRequestStatus {
  std::string token;
  schema::Time expiration_timestamp;
};
const schema::Struct& describe(const TokenRequestStatus*);

/// Asks for a token of a service account.
struct TokenRequest {
  std::string api_version = "authentication.k8s.io/v1";
  std::string kind = "TokenRequest";
  meta::v1::ObjectMeta metadata;
  TokenRequestSpec spec;
  TokenRequestStatus status;
};
const schema::Struct& describe(const TokenRequest*);

}  // namespace coracle::api::authentication::v1

#pragma once
#include <map>
#include <string>
#include <vector>

#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::authentication::v1 {

using schema::operator==;

/// The token.
struct TokenReviewSpec {
  std::string token;
  std::vector<std::string> audiences;
};
const schema::Struct& describe(const TokenReviewSpec*);

/// A user as the server sees them.
struct UserInfo {
  std::string username;
  std::vector<std::string> groups;
  std::map<std::string, std::vector<std::string>> extra;
  std::string uid;
};
const schema::Struct& describe(const UserInfo*);

/// The answer.
struct TokenReviewStatus {
  bool authenticated = false;
  UserInfo user;
  std::vector<std::string> audiences;
  std::string error;
};
const schema::Struct& describe(const TokenReviewStatus*);

/// Asks whose token it is.
struct TokenReview {
  std::string api_version = "authentication.k8s.io/v1";
  std::string kind = "TokenReview";
  meta::v1::ObjectMeta metadata;
  TokenReviewSpec spec;
  TokenReviewStatus status;
};
const schema::Struct& describe(const TokenReview*);

}  // namespace coracle::api::authentication::v1

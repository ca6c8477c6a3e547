#pragma once
#include <string>

#include "api/authentication/v1/token_review.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::authentication::v1 {

using schema::operator==;

/// The answer.
struct SelfSubjectReviewStatus {
  UserInfo user_info;
};
const schema::Struct& describe(const SelfSubjectReviewStatus*);

/// Asks who the server thinks one is.
struct SelfSubjectReview {
  std::string api_version = "authentication.k8s.io/v1";
  std::string kind = "SelfSubjectReview";
  meta::v1::ObjectMeta metadata;
  SelfSubjectReviewStatus status;
};
const schema::Struct& describe(const SelfSubjectReview*);

}  // namespace coracle::api::authentication::v1

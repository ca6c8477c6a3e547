#pragma once
#include <string>

#include "api/authorization/v1/subject_access_review.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::authorization::v1 {

using schema::operator==;

/// What one would do.
struct SelfSubjectAccessReviewSpec {
  Box<ResourceAttributes> resource_attributes;
  Box<NonResourceAttributes> non_resource_attributes;
};
const schema::Struct& describe(const SelfSubjectAccessReviewSpec*);

/// Asks whether one may do something oneself.
struct SelfSubjectAccessReview {
  std::string api_version = "authorization.k8s.io/v1";
  std::string kind = "SelfSubjectAccessReview";
  meta::v1::ObjectMeta metadata;
  SelfSubjectAccessReviewSpec spec;
  SubjectAccessReviewStatus status;
};
const schema::Struct& describe(const SelfSubjectAccessReview*);

}  // namespace coracle::api::authorization::v1

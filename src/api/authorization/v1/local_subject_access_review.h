#pragma once
#include <string>

#include "api/authorization/v1/subject_access_review.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::authorization::v1 {

using schema::operator==;

/// Asks whether someone may do something in one namespace.
struct LocalSubjectAccessReview {
  std::string api_version = "authorization.k8s.io/v1";
  std::string kind = "LocalSubjectAccessReview";
  meta::v1::ObjectMeta metadata;
  SubjectAccessReviewSpec spec;
  SubjectAccessReviewStatus status;
};
const schema::Struct& describe(const LocalSubjectAccessReview*);

}  // namespace coracle::api::authorization::v1

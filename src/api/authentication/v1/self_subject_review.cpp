#include "api/authentication/v1/self_subject_review.h"

namespace coracle::api::authentication::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const SelfSubjectReviewStatus*) {
  using T = SelfSubjectReviewStatus;
  static const Field fields[] = {
      field<&T::user_info>("userInfo", "The user."),
  };
  static const Struct table{"io.k8s.api.authentication.v1.SelfSubjectReviewStatus", "The answer.", fields};
  return table;
}

const Struct& describe(const SelfSubjectReview*) {
  using T = SelfSubjectReview;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{"io.k8s.api.authentication.v1.SelfSubjectReview",
                            "Asks who the server thinks one is.",
                            fields,
                            {"authentication.k8s.io", "v1", "SelfSubjectReview"}};
  return table;
}

}  // namespace coracle::api::authentication::v1

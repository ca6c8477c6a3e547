#include "api/authorization/v1/self_subject_access_review.h"

namespace coracle::api::authorization::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const SelfSubjectAccessReviewSpec*) {
  using T = SelfSubjectAccessReviewSpec;
  static const Field fields[] = {
      field<&T::resource_attributes>("resourceAttributes", "The action, on a resource."),
      field<&T::non_resource_attributes>("nonResourceAttributes", "The action, on a path that is no resource."),
  };
  static const Struct table{"io.k8s.api.authorization.v1.SelfSubjectAccessReviewSpec", "What one would do.", fields};
  return table;
}

const Struct& describe(const SelfSubjectAccessReview*) {
  using T = SelfSubjectAccessReview;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted.").required(),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{"io.k8s.api.authorization.v1.SelfSubjectAccessReview",
                            "Asks whether one may do something oneself.",
                            fields,
                            {"authorization.k8s.io", "v1", "SelfSubjectAccessReview"}};
  return table;
}

}  // namespace coracle::api::authorization::v1

#include "api/authorization/v1/local_subject_access_review.h"

namespace coracle::api::authorization::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const LocalSubjectAccessReview*) {
  using T = LocalSubjectAccessReview;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted.").required(),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{"io.k8s.api.authorization.v1.LocalSubjectAccessReview",
                            "Asks whether someone may do something in one namespace.",
                            fields,
                            {"authorization.k8s.io", "v1", "LocalSubjectAccessReview"}};
  return table;
}

}  // namespace coracle::api::authorization::v1

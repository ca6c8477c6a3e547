#include "api/authorization/v1/self_subject_rules_review.h"

namespace coracle::api::authorization::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const SelfSubjectRulesReviewSpec*) {
  using T = SelfSubjectRulesReviewSpec;
  static const Field fields[] = {
      field<&T::namespace_>("namespace", "Namespace."),
  };
  static const Struct table{"io.k8s.api.authorization.v1.SelfSubjectRulesReviewSpec", "The namespace.", fields};
  return table;
}

const Struct& describe(const NonResourceRule*) {
  using T = NonResourceRule;
  static const Field fields[] = {
      field<&T::verbs>("verbs", "HTTP methods in lower case.").required().atomic(),
      field<&T::non_resource_urls>("nonResourceURLs", "Paths.").atomic(),
  };
  static const Struct table{"io.k8s.api.authorization.v1.NonResourceRule", "Verbs allowed on paths.", fields};
  return table;
}

const Struct& describe(const ResourceRule*) {
  using T = ResourceRule;
  static const Field fields[] = {
      field<&T::verbs>("verbs", "Verbs.").required().atomic(),
      field<&T::api_groups>("apiGroups", "Groups.").atomic(),
      field<&T::resources>("resources", "Resources.").atomic(),
      field<&T::resource_names>("resourceNames", "Names; all when empty.").atomic(),
  };
  static const Struct table{"io.k8s.api.authorization.v1.ResourceRule", "Verbs allowed on resources.", fields};
  return table;
}

const Struct& describe(const SubjectRulesReviewStatus*) {
  using T = SubjectRulesReviewStatus;
  static const Field fields[] = {
      field<&T::resource_rules>("resourceRules", "Actions allowed on resources.").required().atomic(),
      field<&T::non_resource_rules>("nonResourceRules", "Actions allowed on paths.").required().atomic(),
      field<&T::incomplete>("incomplete", "Whether there may be more.").required(),
      field<&T::evaluation_error>("evaluationError", "What went wrong while deciding."),
  };
  static const Struct table{"io.k8s.api.authorization.v1.SubjectRulesReviewStatus", "The answer.", fields};
  return table;
}

const Struct& describe(const SelfSubjectRulesReview*) {
  using T = SelfSubjectRulesReview;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted.").required(),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{"io.k8s.api.authorization.v1.SelfSubjectRulesReview",
                            "Asks what one may do in a namespace.",
                            fields,
                            {"authorization.k8s.io", "v1", "SelfSubjectRulesReview"}};
  return table;
}

}  // namespace coracle::api::authorization::v1

#include "api/authorization/v1/subject_access_review.h"

namespace coracle::api::authorization::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const NonResourceAttributes*) {
  using T = NonResourceAttributes;
  static const Field fields[] = {
      field<&T::path>("path", "Path."),
      field<&T::verb>("verb", "HTTP method in lower case."),
  };
  static const Struct table{"io.k8s.api.authorization.v1.NonResourceAttributes", "An action on a path.", fields};
  return table;
}

const Struct& describe(const FieldSelectorAttributes*) {
  using T = FieldSelectorAttributes;
  static const Field fields[] = {
      field<&T::raw_selector>("rawSelector", "As text."),
      field<&T::requirements>("requirements", "As conditions.").atomic(),
  };
  static const Struct table{"io.k8s.api.authorization.v1.FieldSelectorAttributes", "Limits an action by field.",
                            fields};
  return table;
}

const Struct& describe(const LabelSelectorAttributes*) {
  using T = LabelSelectorAttributes;
  static const Field fields[] = {
      field<&T::raw_selector>("rawSelector", "As text."),
      field<&T::requirements>("requirements", "As conditions.").atomic(),
  };
  static const Struct table{"io.k8s.api.authorization.v1.LabelSelectorAttributes", "Limits an action by label.",
                            fields};
  return table;
}

const Struct& describe(const ResourceAttributes*) {
  using T = ResourceAttributes;
  static const Field fields[] = {
      field<&T::namespace_>("namespace", "Namespace; empty for all or for cluster-wide kinds."),
      field<&T::verb>("verb", "Verb; * for all."),
      field<&T::group>("group", "Group; * for all."),
      field<&T::version>("version", "Version; * for all."),
      field<&T::resource>("resource", "Resource; * for all."),
      field<&T::subresource>("subresource", "Subresource."),
      field<&T::name>("name", "Name; empty for all."),
      field<&T::field_selector>("fieldSelector", "Limits the action by field."),
      field<&T::label_selector>("labelSelector", "Limits the action by label."),
  };
  static const Struct table{"io.k8s.api.authorization.v1.ResourceAttributes", "An action on a resource.", fields};
  return table;
}

const Struct& describe(const SubjectAccessReviewSpec*) {
  using T = SubjectAccessReviewSpec;
  static const Field fields[] = {
      field<&T::user>("user", "Name of the user."),
      field<&T::groups>("groups", "Groups of the user.").atomic(),
      field<&T::uid>("uid", "Identity of the user."),
      field<&T::extra>("extra", "What else the authenticator told."),
      field<&T::resource_attributes>("resourceAttributes", "The action, on a resource."),
      field<&T::non_resource_attributes>("nonResourceAttributes", "The action, on a path that is no resource."),
  };
  static const Struct table{"io.k8s.api.authorization.v1.SubjectAccessReviewSpec", "Who would do what.", fields};
  return table;
}

const Struct& describe(const SubjectAccessReviewStatus*) {
  using T = SubjectAccessReviewStatus;
  static const Field fields[] = {
      field<&T::allowed>("allowed", "Whether it is allowed.").required(),
      field<&T::denied>("denied", "Whether it is forbidden for good."),
      field<&T::reason>("reason", "Why."),
      field<&T::evaluation_error>("evaluationError", "What went wrong while deciding."),
  };
  static const Struct table{"io.k8s.api.authorization.v1.SubjectAccessReviewStatus", "The answer.", fields};
  return table;
}

const Struct& describe(const SubjectAccessReview*) {
  using T = SubjectAccessReview;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted.").required(),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{"io.k8s.api.authorization.v1.SubjectAccessReview",
                            "Asks whether someone may do something.",
                            fields,
                            {"authorization.k8s.io", "v1", "SubjectAccessReview"}};
  return table;
}

}  // namespace coracle::api::authorization::v1

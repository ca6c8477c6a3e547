#include "api/core/v1/namespace.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const NamespaceSpec*) {
  using T = NamespaceSpec;
  static const Field fields[] = {
      field<&T::finalizers>("finalizers", "Those who must act before it may go.").atomic(),
  };
  static const Struct table{"io.k8s.api.core.v1.NamespaceSpec", "What a namespace is to be.", fields};
  return table;
}

const Struct& describe(const NamespaceCondition*) {
  using T = NamespaceCondition;
  static const Field fields[] = {
      field<&T::type>("type", "Name of the aspect.").required(),
      field<&T::status>("status", "True, False or Unknown.").required(),
      field<&T::last_transition_time>("lastTransitionTime", "When the condition's status last changed."),
      field<&T::message>("message", "Details for people."),
      field<&T::reason>("reason", "One word for the cause, in CamelCase."),
  };
  static const Struct table{"io.k8s.api.core.v1.NamespaceCondition", "One aspect of how its deletion stands.", fields};
  return table;
}

const Struct& describe(const NamespaceStatus*) {
  using T = NamespaceStatus;
  static const Field fields[] = {
      field<&T::phase>("phase", "Active or Terminating.").one_of("Active|Terminating"),
      field<&T::conditions>("conditions", "How it stands, by named aspect.").merge_by("type"),
  };
  static const Struct table{"io.k8s.api.core.v1.NamespaceStatus", "How a namespace stands.", fields};
  return table;
}

const Struct& describe(const Namespace*) {
  using T = Namespace;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{
      "io.k8s.api.core.v1.Namespace", "A room for names; most objects live in one.", fields, {"", "v1", "Namespace"}};
  return table;
}

}  // namespace coracle::api::core::v1

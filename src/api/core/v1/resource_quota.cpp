#include "api/core/v1/resource_quota.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ScopedResourceSelectorRequirement*) {
  using T = ScopedResourceSelectorRequirement;
  static const Field fields[] = {
      field<&T::scope_name>("scopeName", "What the condition is about.")
          .required()
          .one_of("BestEffort|CrossNamespacePodAffinity|NotBestEffort|NotTerminating|PriorityClass|Terminating|"
                  "VolumeAttributesClass"),
      field<&T::operator_>("operator", "In, NotIn, Exists or DoesNotExist.")
          .required()
          .one_of("DoesNotExist|Exists|In|NotIn"),
      field<&T::values>("values", "Values for In and NotIn.").atomic(),
  };
  static const Struct table{"io.k8s.api.core.v1.ScopedResourceSelectorRequirement",
                            "One condition on the objects that count.", fields};
  return table;
}

const Struct& describe(const ScopeSelector*) {
  using T = ScopeSelector;
  static const Field fields[] = {
      field<&T::match_expressions>("matchExpressions", "Conditions, which must all hold.").atomic(),
  };
  static const Struct table{
      "io.k8s.api.core.v1.ScopeSelector", "Conditions on the objects that count.", fields, {}, true};
  return table;
}

const Struct& describe(const ResourceQuotaSpec*) {
  using T = ResourceQuotaSpec;
  static const Field fields[] = {
      field<&T::hard>("hard", "The most of each resource."),
      field<&T::scopes>("scopes", "Objects that count.").atomic(),
      field<&T::scope_selector>("scopeSelector", "Objects that count, by condition."),
  };
  static const Struct table{"io.k8s.api.core.v1.ResourceQuotaSpec", "The bounds.", fields};
  return table;
}

const Struct& describe(const ResourceQuotaStatus*) {
  using T = ResourceQuotaStatus;
  static const Field fields[] = {
      field<&T::hard>("hard", "The bounds in force."),
      field<&T::used>("used", "What is in use."),
  };
  static const Struct table{"io.k8s.api.core.v1.ResourceQuotaStatus", "Bounds and use.", fields};
  return table;
}

const Struct& describe(const ResourceQuota*) {
  using T = ResourceQuota;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{"io.k8s.api.core.v1.ResourceQuota",
                            "Bounds on what a namespace may use in all.",
                            fields,
                            {"", "v1", "ResourceQuota"}};
  return table;
}

}  // namespace coracle::api::core::v1

#include "api/rbac/v1/role.h"

namespace coracle::api::rbac::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const PolicyRule*) {
  using T = PolicyRule;
  static const Field fields[] = {
      field<&T::verbs>("verbs", "Verbs allowed; * for all.").required().atomic(),
      field<&T::api_groups>("apiGroups", "Groups of the resources; * for all.").atomic(),
      field<&T::resources>("resources", "Resources; * for all, resource/subresource for parts.").atomic(),
      field<&T::resource_names>("resourceNames", "Names of objects; all when empty.").atomic(),
      field<&T::non_resource_urls>("nonResourceURLs", "Paths that are no resources.").atomic(),
  };
  static const Struct table{"io.k8s.api.rbac.v1.PolicyRule", "Verbs allowed on resources or paths.", fields};
  return table;
}

const Struct& describe(const Role*) {
  using T = Role;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::rules>("rules", "What is allowed.").atomic(),
  };
  static const Struct table{
      "io.k8s.api.rbac.v1.Role", "Rights in one namespace.", fields, {"rbac.authorization.k8s.io", "v1", "Role"}};
  return table;
}

}  // namespace coracle::api::rbac::v1

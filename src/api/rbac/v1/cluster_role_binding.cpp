#include "api/rbac/v1/cluster_role_binding.h"

namespace coracle::api::rbac::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ClusterRoleBinding*) {
  using T = ClusterRoleBinding;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::subjects>("subjects", "Who gets the rights.").atomic(),
      field<&T::role_ref>("roleRef", "The role.").required(),
  };
  static const Struct table{"io.k8s.api.rbac.v1.ClusterRoleBinding",
                            "Gives rights cluster-wide.",
                            fields,
                            {"rbac.authorization.k8s.io", "v1", "ClusterRoleBinding"}};
  return table;
}

}  // namespace coracle::api::rbac::v1

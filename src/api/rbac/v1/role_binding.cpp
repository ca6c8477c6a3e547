#include "api/rbac/v1/role_binding.h"

namespace coracle::api::rbac::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const RoleRef*) {
  using T = RoleRef;
  static const Field fields[] = {
      field<&T::api_group>("apiGroup", "Group of the role."),
      field<&T::kind>("kind", "Role or ClusterRole.").required(),
      field<&T::name>("name", "Name.").required(),
  };
  static const Struct table{"io.k8s.api.rbac.v1.RoleRef", "Names a role.", fields, {}, true};
  return table;
}

const Struct& describe(const Subject*) {
  using T = Subject;
  static const Field fields[] = {
      field<&T::kind>("kind", "User, Group or ServiceAccount.").required(),
      field<&T::api_group>("apiGroup", "Group of the kind; empty for service accounts."),
      field<&T::namespace_>("namespace", "Namespace of a service account."),
      field<&T::name>("name", "Name.").required(),
  };
  static const Struct table{"io.k8s.api.rbac.v1.Subject", "One who gets rights.", fields, {}, true};
  return table;
}

const Struct& describe(const RoleBinding*) {
  using T = RoleBinding;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::subjects>("subjects", "Who gets the rights.").atomic(),
      field<&T::role_ref>("roleRef", "The role.").required(),
  };
  static const Struct table{"io.k8s.api.rbac.v1.RoleBinding",
                            "Gives rights in its namespace.",
                            fields,
                            {"rbac.authorization.k8s.io", "v1", "RoleBinding"}};
  return table;
}

}  // namespace coracle::api::rbac::v1

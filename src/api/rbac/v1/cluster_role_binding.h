#pragma once
#include <string>
#include <vector>

#include "api/meta/v1/object_meta.h"
#include "api/rbac/v1/role_binding.h"
#include "schema/codec.h"

namespace coracle::api::rbac::v1 {

using schema::operator==;

/// Gives rights cluster-wide.
struct ClusterRoleBinding {
  std::string api_version = "rbac.authorization.k8s.io/v1";
  std::string kind = "ClusterRoleBinding";
  meta::v1::ObjectMeta metadata;
  std::vector<Subject> subjects;
  RoleRef role_ref;
};
const schema::Struct& describe(const ClusterRoleBinding*);

}  // namespace coracle::api::rbac::v1

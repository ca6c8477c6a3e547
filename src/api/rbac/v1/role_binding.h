#pragma once
#include <string>
#include <vector>

#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::rbac::v1 {

using schema::operator==;

/// Names a role.
struct RoleRef {
  std::string api_group;
  std::string kind;
  std::string name;
};
const schema::Struct& describe(const RoleRef*);

/// One who gets rights.
struct Subject {
  std::string kind;
  std::string api_group;
  std::string namespace_;
  std::string name;
};
const schema::Struct& describe(const Subject*);

/// Gives rights in its namespace.
struct RoleBinding {
  std::string api_version = "rbac.authorization.k8s.io/v1";
  std::string kind = "RoleBinding";
  meta::v1::ObjectMeta metadata;
  std::vector<Subject> subjects;
  RoleRef role_ref;
};
const schema::Struct& describe(const RoleBinding*);

}  // namespace coracle::api::rbac::v1

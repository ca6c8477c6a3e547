#pragma once
#include <string>
#include <vector>

#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::rbac::v1 {

using schema::operator==;

/// Verbs allowed on resources or paths.
struct PolicyRule {
  std::vector<std::string> verbs;
  std::vector<std::string> api_groups;
  std::vector<std::string> resources;
  std::vector<std::string> resource_names;
  std::vector<std::string> non_resource_urls;
};
const schema::Struct& describe(const PolicyRule*);

/// Rights in one namespace.
struct Role {
  std::string api_version = "rbac.authorization.k8s.io/v1";
  std::string kind = "Role";
  meta::v1::ObjectMeta metadata;
  std::vector<PolicyRule> rules;
};
const schema::Struct& describe(const Role*);

}  // namespace coracle::api::rbac::v1

#pragma once
#include <string>
#include <vector>

#include "api/meta/v1/label_selector.h"
#include "api/meta/v1/object_meta.h"
#include "api/rbac/v1/role.h"
#include "schema/codec.h"

namespace coracle::api::rbac::v1 {

using schema::operator==;

/// Chooses the roles to add up.
struct AggregationRule {
  std::vector<meta::v1::LabelSelector> cluster_role_selectors;
};
const schema::Struct& describe(const AggregationRule*);

/// Rights that can be given in any namespace or cluster-wide.
struct ClusterRole {
  std::string api_version = "rbac.authorization.k8s.io/v1";
  std::string kind = "ClusterRole";
  meta::v1::ObjectMeta metadata;
  std::vector<PolicyRule> rules;
  Box<AggregationRule> aggregation_rule;
};
const schema::Struct& describe(const ClusterRole*);

}  // namespace coracle::api::rbac::v1

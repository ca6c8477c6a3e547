#include "api/rbac/v1/cluster_role.h"

namespace coracle::api::rbac::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const AggregationRule*) {
  using T = AggregationRule;
  static const Field fields[] = {
      field<&T::cluster_role_selectors>("clusterRoleSelectors", "Roles by label; one match is enough.").atomic(),
  };
  static const Struct table{"io.k8s.api.rbac.v1.AggregationRule", "Chooses the roles to add up.", fields};
  return table;
}

const Struct& describe(const ClusterRole*) {
  using T = ClusterRole;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::rules>("rules", "What is allowed.").atomic(),
      field<&T::aggregation_rule>("aggregationRule", "Roles whose rules are added up here."),
  };
  static const Struct table{"io.k8s.api.rbac.v1.ClusterRole",
                            "Rights that can be given in any namespace or cluster-wide.",
                            fields,
                            {"rbac.authorization.k8s.io", "v1", "ClusterRole"}};
  return table;
}

}  // namespace coracle::api::rbac::v1

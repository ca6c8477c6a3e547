#include "api/meta/v1/delete_options.h"

namespace coracle::api::meta::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const Preconditions*) {
  using T = Preconditions;
  static const Field fields[] = {
      field<&T::uid>("uid", "Its identity."),
      field<&T::resource_version>("resourceVersion", "Its version."),
  };
  static const Struct table{"io.k8s.apimachinery.pkg.apis.meta.v1.Preconditions",
                            "What must hold of the stored object.", fields};
  return table;
}

const Struct& describe(const DeleteOptions*) {
  using T = DeleteOptions;
  static const Field fields[] = {
      field<&T::grace_period_seconds>("gracePeriodSeconds", "Seconds it is given; 0 for none."),
      field<&T::preconditions>("preconditions", "What must hold for it to be deleted."),
      field<&T::orphan_dependents>("orphanDependents", "Old form of propagationPolicy."),
      field<&T::propagation_policy>("propagationPolicy", "Orphan, Background or Foreground."),
      field<&T::dry_run>("dryRun", "All to check only.").atomic(),
      field<&T::ignore_store_read_error_with_cluster_breaking_potential>(
          "ignoreStoreReadErrorWithClusterBreakingPotential", "Deletes it though it cannot be read."),
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
  };
  static const Struct table{"io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions", "How an object is deleted.", fields};
  return table;
}

}  // namespace coracle::api::meta::v1

#include "api/policy/v1/eviction.h"

namespace coracle::api::policy::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const Eviction*) {
  using T = Eviction;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::delete_options>("deleteOptions", "How it is deleted."),
  };
  static const Struct table{
      "io.k8s.api.policy.v1.Eviction", "Asks a pod to go, if budgets allow.", fields, {"policy", "v1", "Eviction"}};
  return table;
}

}  // namespace coracle::api::policy::v1

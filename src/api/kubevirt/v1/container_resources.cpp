#include "api/kubevirt/v1/container_resources.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ResourceRequirementsWithoutClaims*) {
  using T = ResourceRequirementsWithoutClaims;
  static const Field fields[] = {
      field<&T::limits>("limits", "The most that may be used."),
      field<&T::requests>("requests", "The least that must be free on the node."),
  };
  static const Struct table{"io.kubevirt.v1.ResourceRequirementsWithoutClaims", "Resources of a container.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1

#include "api/core/v1/resources.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ResourceClaim*) {
  using T = ResourceClaim;
  static const Field fields[] = {
      field<&T::name>("name", "Claim of the pod.").required(),
      field<&T::request>("request", "One request of the claim; all when absent."),
  };
  static const Struct table{"io.k8s.api.core.v1.ResourceClaim", "Use of a claim of the pod.", fields};
  return table;
}

const Struct& describe(const ResourceRequirements*) {
  using T = ResourceRequirements;
  static const Field fields[] = {
      field<&T::requests>("requests", "What must be there for it to be placed."),
      field<&T::limits>("limits", "What it may use at most."),
      field<&T::claims>("claims", "Claims of the pod that it uses.").map_by("name"),
  };
  static const Struct table{"io.k8s.api.core.v1.ResourceRequirements", "What a container needs and may use.", fields};
  return table;
}

const Struct& describe(const VolumeResourceRequirements*) {
  using T = VolumeResourceRequirements;
  static const Field fields[] = {
      field<&T::requests>("requests", "Room it must have at least."),
      field<&T::limits>("limits", "Room it may have at most."),
  };
  static const Struct table{"io.k8s.api.core.v1.VolumeResourceRequirements", "How much room a volume needs.", fields};
  return table;
}

const Struct& describe(const ContainerResizePolicy*) {
  using T = ContainerResizePolicy;
  static const Field fields[] = {
      field<&T::resource_name>("resourceName", "Resource the rule is for.").required(),
      field<&T::restart_policy>("restartPolicy", "Whether the container is restarted.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.ContainerResizePolicy",
                            "What changing a resource of a running container asks for.", fields};
  return table;
}

}  // namespace coracle::api::core::v1

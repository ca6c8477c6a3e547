#include "api/storage/v1/csi.h"

namespace coracle::api::storage::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const TokenRequest*) {
  using T = TokenRequest;
  static const Field fields[] = {
      field<&T::audience>("audience", "Whom it is meant for.").required(),
      field<&T::expiration_seconds>("expirationSeconds", "Its lifetime."),
  };
  static const Struct table{"io.k8s.api.storage.v1.TokenRequest", "A token a driver is given.", fields};
  return table;
}

const Struct& describe(const CSIDriverSpec*) {
  using T = CSIDriverSpec;
  static const Field fields[] = {
      field<&T::attach_required>("attachRequired", "Whether volumes are attached before they are mounted."),
      field<&T::pod_info_on_mount>("podInfoOnMount", "Whether it is told about the pod."),
      field<&T::volume_lifecycle_modes>("volumeLifecycleModes", "Whether volumes outlive pods.").set(),
      field<&T::storage_capacity>("storageCapacity", "Whether placing asks how much room there is."),
      field<&T::fs_group_policy>("fsGroupPolicy", "Who sets the group of a volume."),
      field<&T::token_requests>("tokenRequests", "Tokens it is given.").atomic(),
      field<&T::requires_republish>("requiresRepublish", "Whether it is asked again from time to time."),
      field<&T::se_linux_mount>("seLinuxMount", "Whether volumes are mounted with a label."),
      field<&T::node_allocatable_update_period_seconds>("nodeAllocatableUpdatePeriodSeconds",
                                                        "Seconds between updates of what a node can take."),
      field<&T::service_account_token_in_secrets>("serviceAccountTokenInSecrets", "Whether tokens come as secrets."),
      field<&T::prevent_pod_scheduling_if_missing>("preventPodSchedulingIfMissing",
                                                   "Whether pods wait for the driver."),
  };
  static const Struct table{"io.k8s.api.storage.v1.CSIDriverSpec", "What a driver asks for and can do.", fields};
  return table;
}

const Struct& describe(const CSIDriver*) {
  using T = CSIDriver;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted.").required(),
  };
  static const Struct table{
      "io.k8s.api.storage.v1.CSIDriver", "A driver of the cluster.", fields, {"storage.k8s.io", "v1", "CSIDriver"}};
  return table;
}

const Struct& describe(const VolumeNodeResources*) {
  using T = VolumeNodeResources;
  static const Field fields[] = {
      field<&T::count>("count", "How many volumes."),
  };
  static const Struct table{"io.k8s.api.storage.v1.VolumeNodeResources", "What a node can take.", fields};
  return table;
}

const Struct& describe(const CSINodeDriver*) {
  using T = CSINodeDriver;
  static const Field fields[] = {
      field<&T::node_id>("nodeID", "Identity of the node for the driver.").required(),
      field<&T::topology_keys>("topologyKeys", "Labels that say where the node is.").atomic(),
      field<&T::allocatable>("allocatable", "What the node can take."),
      field<&T::name>("name", "Name.").required(),
  };
  static const Struct table{"io.k8s.api.storage.v1.CSINodeDriver", "A driver on a node.", fields};
  return table;
}

const Struct& describe(const CSINodeSpec*) {
  using T = CSINodeSpec;
  static const Field fields[] = {
      field<&T::drivers>("drivers", "A driver each.").required().merge_by("name"),
  };
  static const Struct table{"io.k8s.api.storage.v1.CSINodeSpec", "The drivers.", fields};
  return table;
}

const Struct& describe(const CSINode*) {
  using T = CSINode;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted.").required(),
  };
  static const Struct table{
      "io.k8s.api.storage.v1.CSINode", "The drivers of one node.", fields, {"storage.k8s.io", "v1", "CSINode"}};
  return table;
}

}  // namespace coracle::api::storage::v1

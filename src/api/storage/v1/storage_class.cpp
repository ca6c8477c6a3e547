#include "api/storage/v1/storage_class.h"

namespace coracle::api::storage::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const StorageClass*) {
  using T = StorageClass;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::provisioner>("provisioner", "Who makes the volumes.").required(),
      field<&T::parameters>("parameters", "Settings for whoever makes them."),
      field<&T::reclaim_policy>("reclaimPolicy", "What happens to a volume when its claim is gone.")
          .one_of("Delete|Recycle|Retain"),
      field<&T::mount_options>("mountOptions", "Options for mounting.").atomic(),
      field<&T::allow_volume_expansion>("allowVolumeExpansion", "Whether volumes may grow."),
      field<&T::volume_binding_mode>("volumeBindingMode", "Whether a volume is made at once or for the first pod.")
          .one_of("Immediate|WaitForFirstConsumer"),
      field<&T::allowed_topologies>("allowedTopologies", "Where volumes may be made.").atomic(),
  };
  static const Struct table{"io.k8s.api.storage.v1.StorageClass",
                            "A kind of storage volumes are made from.",
                            fields,
                            {"storage.k8s.io", "v1", "StorageClass"}};
  return table;
}

}  // namespace coracle::api::storage::v1

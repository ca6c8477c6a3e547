#include "api/cdi/v1beta1/data_volume.h"

namespace coracle::api::cdi::v1beta1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const DataVolumeSourceRef*) {
  using T = DataVolumeSourceRef;
  static const Field fields[] = {
      field<&T::kind>("kind", "Its kind: DataSource.").required(),
      field<&T::namespace_>("namespace", "Its namespace; that of the DataVolume when absent."),
      field<&T::name>("name", "Its name.").required(),
  };
  static const Struct table{"io.kubevirt.cdi.v1beta1.DataVolumeSourceRef",
                            "Names an object that says where data comes from.", fields};
  return table;
}

const Struct& describe(const StorageSpec*) {
  using T = StorageSpec;
  static const Field fields[] = {
      field<&T::access_modes>("accessModes", "Access modes; by the StorageProfile when empty."),
      field<&T::selector>("selector", "Labels of the volume to bind to."),
      field<&T::resources>("resources", "The space asked for."),
      field<&T::volume_name>("volumeName", "The volume to bind to."),
      field<&T::storage_class_name>("storageClassName", "StorageClass; the default one when absent."),
      field<&T::volume_mode>("volumeMode", "Block or Filesystem; by the StorageProfile when empty."),
      field<&T::data_source>("dataSource", "Object the claim is populated from."),
      field<&T::data_source_ref>("dataSourceRef", "The same, with a namespace."),
  };
  static const Struct table{"io.kubevirt.cdi.v1beta1.StorageSpec", "A claim with gaps that the StorageProfile fills.",
                            fields};
  return table;
}

const Struct& describe(const DataVolumeCheckpoint*) {
  using T = DataVolumeCheckpoint;
  static const Field fields[] = {
      field<&T::previous>("previous", "Snapshot the last stage ended with.").required(),
      field<&T::current>("current", "Snapshot this stage ends with.").required(),
  };
  static const Struct table{"io.kubevirt.cdi.v1beta1.DataVolumeCheckpoint", "A stage of a copy made in several steps.",
                            fields};
  return table;
}

const Struct& describe(const DataVolumeSpec*) {
  using T = DataVolumeSpec;
  static const Field fields[] = {
      field<&T::source>("source", "Where the data comes from."),
      field<&T::source_ref>("sourceRef", "A DataSource that says where the data comes from."),
      field<&T::pvc>("pvc", "The claim, given in full."),
      field<&T::storage>("storage", "The claim, with gaps that the StorageProfile fills."),
      field<&T::priority_class_name>("priorityClassName", "PriorityClass of the pods that fill the claim."),
      field<&T::content_type>("contentType",
                              "What the data is: kubevirt for a disk image, archive for files; kubevirt when empty.")
          .one_of("kubevirt|archive"),
      field<&T::checkpoints>("checkpoints", "Stages of a copy made in several steps."),
      field<&T::final_checkpoint>("finalCheckpoint", "The last of these stages is the final one."),
      field<&T::preallocation>("preallocation", "Takes the disk's space from the start."),
  };
  static const Struct table{"io.kubevirt.cdi.v1beta1.DataVolumeSpec", "What a claim is filled with, and what claim.",
                            fields};
  return table;
}

}  // namespace coracle::api::cdi::v1beta1

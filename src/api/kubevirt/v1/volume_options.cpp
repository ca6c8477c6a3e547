#include "api/kubevirt/v1/volume_options.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const HotplugVolumeSource*) {
  using T = HotplugVolumeSource;
  static const Field fields[] = {
      field<&T::persistent_volume_claim>("persistentVolumeClaim", "A PersistentVolumeClaim."),
      field<&T::data_volume>("dataVolume", "A DataVolume."),
  };
  static const Struct table{"io.kubevirt.v1.HotplugVolumeSource",
                            "Where the data of a plugged volume comes from: one of two.", fields};
  return table;
}

const Struct& describe(const AddVolumeOptions*) {
  using T = AddVolumeOptions;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the volume and of its disk.").required(),
      field<&T::disk>("disk", "The disk the guest sees.").required(),
      field<&T::volume_source>("volumeSource", "Where its data comes from.").required(),
      field<&T::dry_run>("dryRun", "All checks the call without doing it.").atomic(),
  };
  static const Struct table{"io.kubevirt.v1.AddVolumeOptions", "Body of addvolume: a volume to plug in.", fields};
  return table;
}

const Struct& describe(const RemoveVolumeOptions*) {
  using T = RemoveVolumeOptions;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the volume.").required(),
      field<&T::dry_run>("dryRun", "All checks the call without doing it.").atomic(),
  };
  static const Struct table{"io.kubevirt.v1.RemoveVolumeOptions", "Body of removevolume: a volume to unplug.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1

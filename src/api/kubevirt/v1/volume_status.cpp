#include "api/kubevirt/v1/volume_status.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const PersistentVolumeClaimInfo*) {
  using T = PersistentVolumeClaimInfo;
  static const Field fields[] = {
      field<&T::claim_name>("claimName", "Name of the claim."),
      field<&T::access_modes>("accessModes", "Access modes of the claim.").atomic(),
      field<&T::volume_mode>("volumeMode", "Block or Filesystem."),
      field<&T::capacity>("capacity", "What the claim has."),
      field<&T::requests>("requests", "What the claim asked for."),
      field<&T::preallocated>("preallocated", "Whether the disk's space is taken from the start."),
      field<&T::filesystem_overhead>("filesystemOverhead",
                                     "Share of the space that the filesystem itself needs, such as 0.055.")
          .matching("^(0(?:\\.\\d{1,3})?|1)$"),
  };
  static const Struct table{"io.kubevirt.v1.PersistentVolumeClaimInfo", "A claim as it was when the guest took it.",
                            fields};
  return table;
}

const Struct& describe(const HotplugVolumeStatus*) {
  using T = HotplugVolumeStatus;
  static const Field fields[] = {
      field<&T::attach_pod_name>("attachPodName", "Name of the pod."),
      field<&T::attach_pod_uid>("attachPodUID", "Identity of the pod."),
  };
  static const Struct table{"io.kubevirt.v1.HotplugVolumeStatus", "The pod that attaches a plugged volume.", fields};
  return table;
}

const Struct& describe(const DomainMemoryDumpInfo*) {
  using T = DomainMemoryDumpInfo;
  static const Field fields[] = {
      field<&T::start_timestamp>("startTimestamp", "When it began."),
      field<&T::end_timestamp>("endTimestamp", "When it ended."),
      field<&T::claim_name>("claimName", "Claim it is written to."),
      field<&T::target_file_name>("targetFileName", "File in the claim."),
  };
  static const Struct table{"io.kubevirt.v1.DomainMemoryDumpInfo", "A memory dump.", fields};
  return table;
}

const Struct& describe(const ContainerDiskInfo*) {
  using T = ContainerDiskInfo;
  static const Field fields[] = {
      field<&T::checksum>("checksum", "CRC-32 of the disk image.").in_format("int64").at_least(0).at_most(4294967295),
  };
  static const Struct table{"io.kubevirt.v1.ContainerDiskInfo", "A container disk in use.", fields};
  return table;
}

const Struct& describe(const VolumeStatus*) {
  using T = VolumeStatus;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the volume.").required(),
      field<&T::target>("target", "Device in the guest, such as vda.").required(),
      field<&T::phase>("phase", "How far the volume is in being attached or detached."),
      field<&T::reason>("reason", "One word on why it is in its phase."),
      field<&T::message>("message", "A sentence on why, for people."),
      field<&T::persistent_volume_claim_info>("persistentVolumeClaimInfo", "The claim behind it."),
      field<&T::hotplug_volume>("hotplugVolume", "The pod that attaches it, where it was plugged in."),
      field<&T::size>("size", "Size in bytes."),
      field<&T::memory_dump_volume>("memoryDumpVolume", "The last memory dump on it."),
      field<&T::container_disk_volume>("containerDiskVolume", "The container disk behind it."),
  };
  static const Struct table{"io.kubevirt.v1.VolumeStatus", "State of a volume.", fields};
  return table;
}

const Struct& describe(const StorageMigratedVolumeInfo*) {
  using T = StorageMigratedVolumeInfo;
  static const Field fields[] = {
      field<&T::volume_name>("volumeName", "Name of the volume.").required(),
      field<&T::source_pvc_info>("sourcePVCInfo", "The claim it leaves."),
      field<&T::destination_pvc_info>("destinationPVCInfo", "The claim it goes to."),
  };
  static const Struct table{"io.kubevirt.v1.StorageMigratedVolumeInfo",
                            "A volume that is being moved to another claim.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1

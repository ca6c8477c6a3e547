#include "api/kubevirt/v1/backup_status.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const VirtualMachineInstanceBackupVolumeInfo*) {
  using T = VirtualMachineInstanceBackupVolumeInfo;
  static const Field fields[] = {
      field<&T::volume_name>("volumeName", "Name of the volume.").required(),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceBackupVolumeInfo", "A volume of a backup.", fields};
  return table;
}

const Struct& describe(const VirtualMachineInstanceBackupStatus*) {
  using T = VirtualMachineInstanceBackupStatus;
  static const Field fields[] = {
      field<&T::backup_name>("backupName", "Name of the VirtualMachineBackup."),
      field<&T::start_timestamp>("startTimestamp", "When it began."),
      field<&T::end_timestamp>("endTimestamp", "When it ended."),
      field<&T::completed>("completed", "It is over."),
      field<&T::failed>("failed", "It failed."),
      field<&T::backup_msg>("backupMsg", "What there is to say about its end."),
      field<&T::checkpoint_name>("checkpointName", "Checkpoint that the next backup starts from."),
      field<&T::volumes>("volumes", "Volumes in the backup.").atomic(),
      field<&T::quiesce_status>("quiesceStatus", "Whether the guest's filesystems were held still."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceBackupStatus", "A backup of a running guest.",
                            fields};
  return table;
}

const Struct& describe(const ChangedBlockTrackingStatus*) {
  using T = ChangedBlockTrackingStatus;
  static const Field fields[] = {
      field<&T::state>("state", "How far tracking is.").required(),
      field<&T::backup_status>("backupStatus", "The last or current backup.").nullable(),
  };
  static const Struct table{"io.kubevirt.v1.ChangedBlockTrackingStatus", "Whether changed blocks are tracked.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1

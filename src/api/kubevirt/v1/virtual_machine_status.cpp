#include "api/kubevirt/v1/virtual_machine_status.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

VirtualMachineStatus::VirtualMachineStatus() = default;
VirtualMachineStatus::~VirtualMachineStatus() = default;
VirtualMachineStatus::VirtualMachineStatus(const VirtualMachineStatus&) = default;
VirtualMachineStatus& VirtualMachineStatus::operator=(const VirtualMachineStatus&) = default;
VirtualMachineStatus::VirtualMachineStatus(VirtualMachineStatus&&) noexcept = default;
VirtualMachineStatus& VirtualMachineStatus::operator=(VirtualMachineStatus&&) noexcept = default;

const Struct& describe(const VirtualMachineStateChangeRequest*) {
  using T = VirtualMachineStateChangeRequest;
  static const Field fields[] = {
      field<&T::action>("action", "Start or Stop.").required(),
      field<&T::data>("data", "Details, such as paused for a start."),
      field<&T::uid>("uid", "Instance it is meant for; a stop only."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineStateChangeRequest", "A start or stop asked for.", fields};
  return table;
}

const Struct& describe(const VirtualMachineVolumeRequest*) {
  using T = VirtualMachineVolumeRequest;
  static const Field fields[] = {
      field<&T::add_volume_options>("addVolumeOptions", "Volume to plug in."),
      field<&T::remove_volume_options>("removeVolumeOptions", "Volume to unplug."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineVolumeRequest", "A volume to plug or unplug.", fields};
  return table;
}

const Struct& describe(const VolumeSnapshotStatus*) {
  using T = VolumeSnapshotStatus;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the volume.").required(),
      field<&T::enabled>("enabled", "It can.").required(),
      field<&T::reason>("reason", "Why not."),
  };
  static const Struct table{"io.kubevirt.v1.VolumeSnapshotStatus", "Whether a snapshot can hold a volume.", fields};
  return table;
}

const Struct& describe(const VirtualMachineStartFailure*) {
  using T = VirtualMachineStartFailure;
  static const Field fields[] = {
      field<&T::consecutive_fail_count>("consecutiveFailCount", "How many."),
      field<&T::last_failed_vmi_uid>("lastFailedVMIUID", "Instance that failed last."),
      field<&T::retry_after_timestamp>("retryAfterTimestamp", "When the next start is tried."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineStartFailure", "Failed starts in a row.", fields};
  return table;
}

const Struct& describe(const VirtualMachineMemoryDumpRequest*) {
  using T = VirtualMachineMemoryDumpRequest;
  static const Field fields[] = {
      field<&T::claim_name>("claimName", "Claim it is written to.").required(),
      field<&T::phase>("phase", "How far it is.").required(),
      field<&T::remove>("remove", "Asks to take the claim off the machine."),
      field<&T::start_timestamp>("startTimestamp", "When it began."),
      field<&T::end_timestamp>("endTimestamp", "When it ended."),
      field<&T::file_name>("fileName", "File in the claim."),
      field<&T::message>("message", "What went wrong, for people."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineMemoryDumpRequest", "A dump of the guest's memory.", fields};
  return table;
}

const Struct& describe(const VolumeMigrationState*) {
  using T = VolumeMigrationState;
  static const Field fields[] = {
      field<&T::migrated_volumes>("migratedVolumes", "The volumes.").atomic(),
  };
  static const Struct table{"io.kubevirt.v1.VolumeMigrationState", "Volumes that are being moved to other claims.",
                            fields};
  return table;
}

const Struct& describe(const VolumeUpdateState*) {
  using T = VolumeUpdateState;
  static const Field fields[] = {
      field<&T::volume_migration_state>("volumeMigrationState", "Volumes that are being moved."),
  };
  static const Struct table{"io.kubevirt.v1.VolumeUpdateState", "Changes of volumes that are going on.", fields};
  return table;
}

const Struct& describe(const VirtualMachineStatus*) {
  using T = VirtualMachineStatus;
  static const Field fields[] = {
      field<&T::snapshot_in_progress>("snapshotInProgress", "VirtualMachineSnapshot that is being taken."),
      field<&T::restore_in_progress>("restoreInProgress", "VirtualMachineRestore that is going on."),
      field<&T::created>("created", "An instance exists."),
      field<&T::ready>("ready", "The instance is ready."),
      field<&T::printable_status>("printableStatus", "One word on the state, for people.").or_else("\"Stopped\""),
      field<&T::conditions>("conditions", "Named aspects of its state; those of the instance are copied."),
      field<&T::state_change_requests>("stateChangeRequests", "Starts and stops asked for and not done yet."),
      field<&T::volume_requests>("volumeRequests", "Volumes to plug or unplug that were asked for and not done yet.")
          .atomic(),
      field<&T::volume_snapshot_statuses>("volumeSnapshotStatuses", "Which volumes a snapshot can hold."),
      field<&T::start_failure>("startFailure", "Failed starts in a row, which delay the next.").nullable(),
      field<&T::memory_dump_request>("memoryDumpRequest", "The last or current memory dump.").nullable(),
      field<&T::observed_generation>("observedGeneration", "Generation of the specification that the instance runs."),
      field<&T::desired_generation>("desiredGeneration", "Generation of the specification."),
      field<&T::run_strategy>("runStrategy", "Run strategy as last acted upon."),
      field<&T::volume_update_state>("volumeUpdateState", "Changes of volumes that are going on."),
      field<&T::changed_block_tracking>("changedBlockTracking",
                                        "Whether changed blocks are tracked for incremental backups.")
          .nullable(),
      field<&T::instancetype_ref>("instancetypeRef", "Instance type in use.").nullable(),
      field<&T::preference_ref>("preferenceRef", "Preference in use.").nullable(),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineStatus", "What a virtual machine does.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1

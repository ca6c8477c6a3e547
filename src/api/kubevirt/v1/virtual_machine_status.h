#pragma once
// What a virtual machine does.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/kubevirt/v1/backup_status.h"
#include "api/kubevirt/v1/condition.h"
#include "api/kubevirt/v1/instancetype_reference.h"
#include "api/kubevirt/v1/volume_options.h"
#include "api/kubevirt/v1/volume_status.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Values of MemoryDumpPhase.
namespace memory_dump_phase {
inline constexpr std::string_view associating = "Associating";
inline constexpr std::string_view in_progress = "InProgress";
inline constexpr std::string_view unmounting = "Unmounting";
inline constexpr std::string_view completed = "Completed";
inline constexpr std::string_view dissociating = "Dissociating";
inline constexpr std::string_view failed = "Failed";
}  // namespace memory_dump_phase

/// Values of StateChangeRequestAction.
namespace state_change_request_action {
inline constexpr std::string_view start = "Start";
inline constexpr std::string_view stop = "Stop";
}  // namespace state_change_request_action

/// A start or stop asked for.
struct VirtualMachineStateChangeRequest {
  std::string action;  ///< state_change_request_action
  std::map<std::string, std::string> data;
  std::optional<std::string> uid;
};
const schema::Struct& describe(const VirtualMachineStateChangeRequest*);

/// A volume to plug or unplug.
struct VirtualMachineVolumeRequest {
  Box<AddVolumeOptions> add_volume_options;
  Box<RemoveVolumeOptions> remove_volume_options;
};
const schema::Struct& describe(const VirtualMachineVolumeRequest*);

/// Whether a snapshot can hold a volume.
struct VolumeSnapshotStatus {
  std::string name;
  bool enabled = false;
  std::string reason;
};
const schema::Struct& describe(const VolumeSnapshotStatus*);

/// Failed starts in a row.
struct VirtualMachineStartFailure {
  std::int64_t consecutive_fail_count = 0;
  std::string last_failed_vmi_uid;
  schema::Time retry_after_timestamp;
};
const schema::Struct& describe(const VirtualMachineStartFailure*);

/// A dump of the guest's memory.
struct VirtualMachineMemoryDumpRequest {
  std::string claim_name;
  std::string phase;  ///< memory_dump_phase
  bool remove = false;
  schema::Time start_timestamp;
  schema::Time end_timestamp;
  std::optional<std::string> file_name;
  std::string message;
};
const schema::Struct& describe(const VirtualMachineMemoryDumpRequest*);

/// Volumes that are being moved to other claims.
struct VolumeMigrationState {
  std::vector<StorageMigratedVolumeInfo> migrated_volumes;
};
const schema::Struct& describe(const VolumeMigrationState*);

/// Changes of volumes that are going on.
struct VolumeUpdateState {
  Box<VolumeMigrationState> volume_migration_state;
};
const schema::Struct& describe(const VolumeUpdateState*);

/// What a virtual machine does.
struct VirtualMachineStatus {
  std::optional<std::string> snapshot_in_progress;
  std::optional<std::string> restore_in_progress;
  bool created = false;
  bool ready = false;
  std::string printable_status;  ///< printable_status
  std::vector<Condition> conditions;
  std::vector<VirtualMachineStateChangeRequest> state_change_requests;
  std::vector<VirtualMachineVolumeRequest> volume_requests;
  std::vector<VolumeSnapshotStatus> volume_snapshot_statuses;
  Box<VirtualMachineStartFailure> start_failure;
  Box<VirtualMachineMemoryDumpRequest> memory_dump_request;
  std::int64_t observed_generation = 0;
  std::int64_t desired_generation = 0;
  std::string run_strategy;  ///< run_strategy
  Box<VolumeUpdateState> volume_update_state;
  Box<ChangedBlockTrackingStatus> changed_block_tracking;
  Box<InstancetypeStatusRef> instancetype_ref;
  Box<InstancetypeStatusRef> preference_ref;

  VirtualMachineStatus();
  ~VirtualMachineStatus();
  VirtualMachineStatus(const VirtualMachineStatus&);
  VirtualMachineStatus& operator=(const VirtualMachineStatus&);
  VirtualMachineStatus(VirtualMachineStatus&&) noexcept;
  VirtualMachineStatus& operator=(VirtualMachineStatus&&) noexcept;
};
const schema::Struct& describe(const VirtualMachineStatus*);

}  // namespace coracle::api::kubevirt::v1

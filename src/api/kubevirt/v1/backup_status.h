#pragma once
// Changed block tracking and backups.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Values of ChangedBlockTrackingState.
namespace changed_block_tracking_state {
inline constexpr std::string_view pending_restart = "PendingRestart";
inline constexpr std::string_view initializing = "Initializing";
inline constexpr std::string_view enabled = "Enabled";
inline constexpr std::string_view disabled = "Disabled";
inline constexpr std::string_view incremental_backup_feature_gate_disabled = "IncrementalBackupFeatureGateDisabled";
}  // namespace changed_block_tracking_state

/// A volume of a backup.
struct VirtualMachineInstanceBackupVolumeInfo {
  std::string volume_name;
};
const schema::Struct& describe(const VirtualMachineInstanceBackupVolumeInfo*);

/// A backup of a running guest.
struct VirtualMachineInstanceBackupStatus {
  std::string backup_name;
  schema::Time start_timestamp;
  schema::Time end_timestamp;
  bool completed = false;
  bool failed = false;
  std::optional<std::string> backup_msg;
  std::optional<std::string> checkpoint_name;
  std::vector<VirtualMachineInstanceBackupVolumeInfo> volumes;
  std::string quiesce_status;
};
const schema::Struct& describe(const VirtualMachineInstanceBackupStatus*);

/// Whether changed blocks are tracked.
struct ChangedBlockTrackingStatus {
  std::string state;  ///< changed_block_tracking_state
  Box<VirtualMachineInstanceBackupStatus> backup_status;
};
const schema::Struct& describe(const ChangedBlockTrackingStatus*);

}  // namespace coracle::api::kubevirt::v1

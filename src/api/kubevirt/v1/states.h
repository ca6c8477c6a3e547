#pragma once
// Phases and conditions: the words of the state machines.
#include <string_view>

namespace coracle::api::kubevirt::v1 {

/// VirtualMachineInstanceStatus::phase. Empty before the first.
namespace vmi_phase {
inline constexpr std::string_view pending = "Pending";
inline constexpr std::string_view scheduling = "Scheduling";
inline constexpr std::string_view scheduled = "Scheduled";
inline constexpr std::string_view running = "Running";
inline constexpr std::string_view succeeded = "Succeeded";
inline constexpr std::string_view failed = "Failed";
inline constexpr std::string_view waiting_for_sync = "WaitingForSync";
inline constexpr std::string_view unknown = "Unknown";
}  // namespace vmi_phase

/// VirtualMachineInstanceMigrationStatus::phase. Empty before the first.
namespace migration_phase {
inline constexpr std::string_view pending = "Pending";
inline constexpr std::string_view scheduling = "Scheduling";
inline constexpr std::string_view scheduled = "Scheduled";
inline constexpr std::string_view preparing_target = "PreparingTarget";
inline constexpr std::string_view target_ready = "TargetReady";
inline constexpr std::string_view running = "Running";
inline constexpr std::string_view succeeded = "Succeeded";
inline constexpr std::string_view failed = "Failed";
inline constexpr std::string_view waiting_for_sync = "WaitingForSync";
inline constexpr std::string_view synchronizing = "Synchronizing";
}  // namespace migration_phase

/// VirtualMachineSpec::run_strategy.
namespace run_strategy {
inline constexpr std::string_view always = "Always";
inline constexpr std::string_view halted = "Halted";
inline constexpr std::string_view manual = "Manual";
inline constexpr std::string_view rerun_on_failure = "RerunOnFailure";
inline constexpr std::string_view once = "Once";
inline constexpr std::string_view wait_as_receiver = "WaitAsReceiver";
}  // namespace run_strategy

/// VirtualMachineStatus::printable_status.
namespace printable_status {
inline constexpr std::string_view stopped = "Stopped";
inline constexpr std::string_view provisioning = "Provisioning";
inline constexpr std::string_view starting = "Starting";
inline constexpr std::string_view running = "Running";
inline constexpr std::string_view paused = "Paused";
inline constexpr std::string_view stopping = "Stopping";
inline constexpr std::string_view terminating = "Terminating";
inline constexpr std::string_view crash_loop_back_off = "CrashLoopBackOff";
inline constexpr std::string_view migrating = "Migrating";
inline constexpr std::string_view unknown = "Unknown";
inline constexpr std::string_view error_unschedulable = "ErrorUnschedulable";
inline constexpr std::string_view err_image_pull = "ErrImagePull";
inline constexpr std::string_view image_pull_back_off = "ImagePullBackOff";
inline constexpr std::string_view error_pvc_not_found = "ErrorPvcNotFound";
inline constexpr std::string_view data_volume_error = "DataVolumeError";
inline constexpr std::string_view waiting_for_volume_binding = "WaitingForVolumeBinding";
inline constexpr std::string_view waiting_for_receiver = "WaitingForReceiver";
}  // namespace printable_status

/// KubeVirtStatus::phase.
namespace kubevirt_phase {
inline constexpr std::string_view deploying = "Deploying";
inline constexpr std::string_view deployed = "Deployed";
inline constexpr std::string_view deleting = "Deleting";
inline constexpr std::string_view deleted = "Deleted";
}  // namespace kubevirt_phase

/// VolumeStatus::phase.
namespace volume_phase {
inline constexpr std::string_view pending = "Pending";
inline constexpr std::string_view bound = "Bound";
inline constexpr std::string_view attached_to_node = "AttachedToNode";
inline constexpr std::string_view mounted_to_pod = "MountedToPod";
inline constexpr std::string_view ready = "Ready";
inline constexpr std::string_view detaching = "Detaching";
inline constexpr std::string_view un_mounted_from_pod = "UnMountedFromPod";
inline constexpr std::string_view memory_dump_completed = "MemoryDumpCompleted";
inline constexpr std::string_view memory_dump_in_progress = "MemoryDumpInProgress";
inline constexpr std::string_view memory_dump_failed = "MemoryDumpFailed";
}  // namespace volume_phase

/// Condition::type, of any kind of the group.
namespace condition {
inline constexpr std::string_view provisioning = "Provisioning";
inline constexpr std::string_view ready = "Ready";
inline constexpr std::string_view synchronized = "Synchronized";
inline constexpr std::string_view paused = "Paused";
inline constexpr std::string_view agent_connected = "AgentConnected";
inline constexpr std::string_view access_credentials_synchronized = "AccessCredentialsSynchronized";
inline constexpr std::string_view agent_version_not_supported = "AgentVersionNotSupported";
inline constexpr std::string_view live_migratable = "LiveMigratable";
inline constexpr std::string_view hot_vcpu_change = "HotVCPUChange";
inline constexpr std::string_view hot_memory_change = "HotMemoryChange";
inline constexpr std::string_view volumes_change = "VolumesChange";
inline constexpr std::string_view data_volumes_ready = "DataVolumesReady";
inline constexpr std::string_view storage_live_migratable = "StorageLiveMigratable";
inline constexpr std::string_view decentralized_live_migration_failure = "DecentralizedLiveMigrationFailure";
inline constexpr std::string_view migration_required = "MigrationRequired";
inline constexpr std::string_view eviction_requested = "EvictionRequested";
inline constexpr std::string_view software_emulation = "SoftwareEmulation";
inline constexpr std::string_view failure = "Failure";
inline constexpr std::string_view restart_required = "RestartRequired";
inline constexpr std::string_view manual_recovery_required = "ManualRecoveryRequired";
inline constexpr std::string_view migration_abort_requested = "migrationAbortRequested";
inline constexpr std::string_view migration_rejected_by_resource_quota = "migrationRejectedByResourceQuota";
inline constexpr std::string_view migration_blocked_by_utility_volumes = "migrationBlockedByUtilityVolumes";
inline constexpr std::string_view decentralized_migration_blocked = "decentralizedMigrationBlocked";
inline constexpr std::string_view migration_blocked_by_backup = "migrationBlockedByBackup";
inline constexpr std::string_view replica_failure = "ReplicaFailure";
inline constexpr std::string_view replica_paused = "ReplicaPaused";
inline constexpr std::string_view created = "Created";
inline constexpr std::string_view available = "Available";
inline constexpr std::string_view progressing = "Progressing";
inline constexpr std::string_view degraded = "Degraded";
inline constexpr std::string_view pod_scheduled = "PodScheduled";  ///< Copied from the pod.
}  // namespace condition

/// Condition::status.
namespace condition_status {
inline constexpr std::string_view true_ = "True";
inline constexpr std::string_view false_ = "False";
inline constexpr std::string_view unknown = "Unknown";
}  // namespace condition_status

}  // namespace coracle::api::kubevirt::v1

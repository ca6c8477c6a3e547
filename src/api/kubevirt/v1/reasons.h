#pragma once
// Reasons of conditions and events.
#include <string_view>

namespace coracle::api::kubevirt::v1 {

/// Condition::reason, and reasons of events.
namespace reason {
inline constexpr std::string_view disks_not_live_migratable = "DisksNotLiveMigratable";
inline constexpr std::string_view interface_not_live_migratable = "InterfaceNotLiveMigratable";
inline constexpr std::string_view hotplug_not_live_migratable = "HotplugNotLiveMigratable";
inline constexpr std::string_view cpu_mode_live_migratable = "CPUModeLiveMigratable";
inline constexpr std::string_view virtiofs_not_live_migratable = "VirtIOFSNotLiveMigratable";
inline constexpr std::string_view host_device_not_live_migratable = "HostDeviceNotLiveMigratable";
inline constexpr std::string_view sev_not_live_migratable = "SEVNotLiveMigratable";
inline constexpr std::string_view secure_execution_not_live_migratable = "SecureExecutionNotLiveMigratable";
inline constexpr std::string_view tdx_not_live_migratable = "TDXNotLiveMigratable";
inline constexpr std::string_view no_tsc_frequency_not_live_migratable = "NoTSCFrequencyNotLiveMigratable";
inline constexpr std::string_view hyperv_passthrough_not_live_migratable = "HypervPassthroughNotLiveMigratable";
inline constexpr std::string_view persistent_reservation_not_live_migratable = "PersistentReservationNotLiveMigratable";
inline constexpr std::string_view decentralized_not_live_migratable = "DecentralizedNotLiveMigratable";
inline constexpr std::string_view not_migratable = "NotMigratable";
inline constexpr std::string_view not_all_dvs_ready = "NotAllDVsReady";
inline constexpr std::string_view all_dvs_ready = "AllDVsReady";
inline constexpr std::string_view volumes_change_cancellation = "VolumesChangeCancellation";
inline constexpr std::string_view auto_migration_due_to_live_update = "AutoMigrationDueToLiveUpdate";
inline constexpr std::string_view auto_migration_pending = "AutoMigrationPending";
inline constexpr std::string_view eviction_requested = "EvictionRequested";
inline constexpr std::string_view pod_terminating = "PodTerminating";
inline constexpr std::string_view pod_not_exists = "PodNotExists";
inline constexpr std::string_view pod_condition_missing = "PodConditionMissing";
inline constexpr std::string_view guest_not_running = "GuestNotRunning";
inline constexpr std::string_view vmi_not_exists = "VMINotExists";
inline constexpr std::string_view vmi_condition_missing = "VMIConditionMissing";
inline constexpr std::string_view paused_by_user = "PausedByUser";
inline constexpr std::string_view paused_io_error = "PausedIOError";
inline constexpr std::string_view unschedulable = "Unschedulable";
inline constexpr std::string_view failed_pvc_not_found = "FailedPvcNotFound";
inline constexpr std::string_view pvc_not_ready = "PVCNotReady";
inline constexpr std::string_view err_image_pull = "ErrImagePull";
inline constexpr std::string_view image_pull_back_off = "ImagePullBackOff";
inline constexpr std::string_view failed_create = "FailedCreate";
inline constexpr std::string_view successful_create = "SuccessfulCreate";
inline constexpr std::string_view failed_delete = "FailedDelete";
inline constexpr std::string_view successful_delete = "SuccessfulDelete";
inline constexpr std::string_view failed_update = "FailedUpdate";
inline constexpr std::string_view failed_hand_over = "FailedHandOver";
inline constexpr std::string_view successful_hand_over = "SuccessfulHandOver";
inline constexpr std::string_view failed_guarantee_resources = "FailedGuaranteeResources";
inline constexpr std::string_view failed_data_volume_import = "FailedDataVolumeImport";
inline constexpr std::string_view failed_data_volume_create = "FailedDataVolumeCreate";
inline constexpr std::string_view successful_data_volume_create = "SuccessfulDataVolumeCreate";
inline constexpr std::string_view failed_migration = "FailedMigration";
inline constexpr std::string_view successful_migration = "SuccessfulMigration";
inline constexpr std::string_view migration_backoff = "MigrationBackoff";
inline constexpr std::string_view failed_abort_migration = "FailedAbortMigration";
inline constexpr std::string_view successful_abort_migration = "SuccessfulAbortMigration";
inline constexpr std::string_view failed_hotplug_sync = "FailedHotplugSync";
inline constexpr std::string_view synchronizing_failed = "Synchronizing with the Domain failed.";
inline constexpr std::string_view node_unresponsive = "NodeUnresponsive";
}  // namespace reason

/// Reasons of the events that virt-handler writes about a guest.
namespace event {
inline constexpr std::string_view created = "Created";
inline constexpr std::string_view deleted = "Deleted";
inline constexpr std::string_view preset_failed = "PresetFailed";
inline constexpr std::string_view override = "Override";
inline constexpr std::string_view started = "Started";
inline constexpr std::string_view shutting_down = "ShuttingDown";
inline constexpr std::string_view stopped = "Stopped";
inline constexpr std::string_view preparing_target = "PreparingTarget";
inline constexpr std::string_view migrating = "Migrating";
inline constexpr std::string_view migrated = "Migrated";
inline constexpr std::string_view sync_failed = "SyncFailed";
inline constexpr std::string_view resumed = "Resumed";
inline constexpr std::string_view access_credentials_sync_failed = "AccessCredentialsSyncFailed";
inline constexpr std::string_view access_credentials_sync_success = "AccessCredentialsSyncSuccess";
}  // namespace event

}  // namespace coracle::api::kubevirt::v1

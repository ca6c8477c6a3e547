#pragma once
// Labels, annotations, finalizers and other keys of KubeVirt, which tools and manifests rely on.
#include <string_view>

namespace coracle::api::kubevirt::v1 {

/// Labels of pods, instances and other namespaced objects.
namespace label {
inline constexpr std::string_view app =
    "kubevirt.io";  ///< Which component a pod or object belongs to: virt-launcher, virt-handler ...
inline constexpr std::string_view created_by =
    "kubevirt.io/created-by";                             ///< Uid of the instance a launcher pod carries.
inline constexpr std::string_view vm = "kubevirt.io/vm";  ///< Name of the virtual machine an instance belongs to.
inline constexpr std::string_view node_name = "kubevirt.io/nodeName";  ///< Node that runs the guest.
inline constexpr std::string_view migration_target_node_name =
    "kubevirt.io/migrationTargetNodeName";  ///< Node the guest is migrating to.
inline constexpr std::string_view migration_job_uid =
    "kubevirt.io/migrationJobUID";  ///< Migration a target pod was made for.
inline constexpr std::string_view migration_name = "kubevirt.io/migrationName";
inline constexpr std::string_view vmi_name = "kubevirt.io/vmi-name";  ///< Instance a migration moves.
inline constexpr std::string_view vm_name = "vm.kubevirt.io/name";    ///< Host name of the guest, cut to a label value.
inline constexpr std::string_view vmi_id =
    "vmi.kubevirt.io/id";  ///< Name of the instance; hashed when longer than 63 characters.
inline constexpr std::string_view outdated_launcher_image =
    "kubevirt.io/outdatedLauncherImage";  ///< On an instance whose launcher is not the installed one.
inline constexpr std::string_view vm_pool_revision_name = "kubevirt.io/vm-pool-revision-name";
inline constexpr std::string_view allow_access_cluster_services = "np.kubevirt.io/allow-access-cluster-services";
inline constexpr std::string_view install_strategy = "kubevirt.io/install-strategy";
inline constexpr std::string_view auto_memory_limits_ratio =
    "alpha.kubevirt.io/auto-memory-limits-ratio";  ///< On a namespace: memory limit as a multiple of the request.
inline constexpr std::string_view persistent_reservation_prefix = "pr.kubevirt.io/";  ///< Before the uid of a claim.
inline constexpr std::string_view default_instancetype =
    "instancetype.kubevirt.io/default-instancetype";  ///< On a volume source: what to infer from it.
inline constexpr std::string_view default_instancetype_kind = "instancetype.kubevirt.io/default-instancetype-kind";
inline constexpr std::string_view default_preference = "instancetype.kubevirt.io/default-preference";
inline constexpr std::string_view default_preference_kind = "instancetype.kubevirt.io/default-preference-kind";
inline constexpr std::string_view operator_resource = "operator.kubevirt.io";  ///< On the CRD of KubeVirt itself.
}  // namespace label

/// Labels of nodes; those that end in a slash or a dash are prefixes.
namespace node_label {
inline constexpr std::string_view schedulable = "kubevirt.io/schedulable";
inline constexpr std::string_view cpu_manager = "kubevirt.io/cpumanager";
inline constexpr std::string_view realtime = "kubevirt.io/realtime";
inline constexpr std::string_view sev = "kubevirt.io/sev";
inline constexpr std::string_view sev_es = "kubevirt.io/sev-es";
inline constexpr std::string_view sev_snp = "kubevirt.io/sev-snp";
inline constexpr std::string_view tdx = "kubevirt.io/tdx";
inline constexpr std::string_view secure_execution = "kubevirt.io/s390-pv";
inline constexpr std::string_view vm_arch = "kubevirt.io/vm-arch-";
inline constexpr std::string_view ksm_enabled = "kubevirt.io/ksm-enabled";
inline constexpr std::string_view cpu_feature = "cpu-feature.node.kubevirt.io/";
inline constexpr std::string_view cpu_model = "cpu-model.node.kubevirt.io/";
inline constexpr std::string_view cpu_model_migration = "cpu-model-migration.node.kubevirt.io/";
inline constexpr std::string_view cpu_timer = "cpu-timer.node.kubevirt.io/";
inline constexpr std::string_view cpu_vendor = "cpu-vendor.node.kubevirt.io/";
inline constexpr std::string_view hyperv = "hyperv.node.kubevirt.io/";
inline constexpr std::string_view machine_type = "machine-type.node.kubevirt.io/";
inline constexpr std::string_view host_model_cpu = "host-model-cpu.node.kubevirt.io/";
inline constexpr std::string_view host_model_required_features = "host-model-required-features.node.kubevirt.io/";
inline constexpr std::string_view obsolete_host_model = "node-labeller.kubevirt.io/obsolete-host-model";
inline constexpr std::string_view drain_taint = "kubevirt.io/drain";  ///< Taint whose appearance moves guests away.
}  // namespace node_label

/// Annotations.
namespace annotation {
inline constexpr std::string_view domain = "kubevirt.io/domain";  ///< On a launcher pod: name of its instance.
inline constexpr std::string_view migration_job_name = "kubevirt.io/migrationJobName";
inline constexpr std::string_view migration_transport_unix = "kubevirt.io/migrationTransportUnix";
inline constexpr std::string_view evacuation_migration =
    "kubevirt.io/evacuationMigration";  ///< On a migration: node it empties.
inline constexpr std::string_view workload_update_migration = "kubevirt.io/workloadUpdateMigration";
inline constexpr std::string_view volume_update_migration = "kubevirt.io/volume-update-migration";
inline constexpr std::string_view migration_unschedulable_pod_timeout_seconds =
    "kubevirt.io/migrationUnschedulablePodTimeoutSeconds";
inline constexpr std::string_view migration_pending_pod_timeout_seconds =
    "kubevirt.io/migrationPendingPodTimeoutSeconds";
inline constexpr std::string_view migration_utility_volumes_timeout_seconds =
    "kubevirt.io/migrationUtilityVolumesTimeoutSeconds";
inline constexpr std::string_view migration_target_ready_timestamp = "kubevirt.io/migration-target-ready-timestamp";
inline constexpr std::string_view heartbeat =
    "kubevirt.io/heartbeat";  ///< On a node: when virt-handler last gave a sign of life.
inline constexpr std::string_view skip_node = "node-labeller.kubevirt.io/skip-node";
inline constexpr std::string_view memory_overhead_bytes = "kubevirt.io/memory-overhead-bytes";
inline constexpr std::string_view ephemeral_provisioning = "kubevirt.io/ephemeral-provisioning";
inline constexpr std::string_view owner_vmi_name = "kubevirt.io/owner-vmi-name";
inline constexpr std::string_view owner_vmi_uid = "kubevirt.io/owner-vmi-uid";
inline constexpr std::string_view vm_generation =
    "kubevirt.io/vm-generation";  ///< On an instance: generation of the machine it was started from.
inline constexpr std::string_view pci_topology_version = "kubevirt.io/pci-topology-version";
inline constexpr std::string_view pci_interface_slot_count = "kubevirt.io/pci-interface-slot-count";
inline constexpr std::string_view immediate_data_volume_creation =
    "kubevirt.io/immediate-data-volume-creation";  ///< false waits with DataVolumes until the machine starts.
inline constexpr std::string_view restore_run_strategy = "kubevirt.io/restore-run-strategy";
inline constexpr std::string_view create_migration_target = "kubevirt.io/create-migration-target";
inline constexpr std::string_view allow_pod_bridge_network_live_migration =
    "kubevirt.io/allow-pod-bridge-network-live-migration";
inline constexpr std::string_view disable_pci_hole64 = "kubevirt.io/disablePCIHole64";
inline constexpr std::string_view place_pci_devices_on_root_complex = "kubevirt.io/placePCIDevicesOnRootComplex";
inline constexpr std::string_view memfd = "kubevirt.io/memfd";
inline constexpr std::string_view keep_launcher_alive_after_failure = "kubevirt.io/keep-launcher-alive-after-failure";
inline constexpr std::string_view libvirt_log_filters = "kubevirt.io/libvirt-log-filters";
inline constexpr std::string_view ignition_data = "kubevirt.io/ignitiondata";
inline constexpr std::string_view free_page_reporting_disabled = "kubevirt.io/free-page-reporting-disabled";
inline constexpr std::string_view pause_guest_agent_probes = "kubevirt.io/pause-guest-agent-probes";
inline constexpr std::string_view image_volume_skip_digest_resolution =
    "kubevirt.io/image-volume-skip-digest-resolution";
inline constexpr std::string_view hook_sidecars = "hooks.kubevirt.io/hookSidecars";
inline constexpr std::string_view eviction_source = "kubevirt.io/eviction-source";
inline constexpr std::string_view qgs_socket_path = "kubevirt.io/qgs-socket-path";
inline constexpr std::string_view emulator_thread_complete_to_even_parity =
    "alpha.kubevirt.io/EmulatorThreadCompleteToEvenParity";
inline constexpr std::string_view vga_display_efi_x86 = "kubevirt.io/vga-display-efi-x86";
inline constexpr std::string_view memory_dump = "kubevirt.io/memory-dump";
inline constexpr std::string_view instancetype_name = "kubevirt.io/instancetype-name";
inline constexpr std::string_view cluster_instancetype_name = "kubevirt.io/cluster-instancetype-name";
inline constexpr std::string_view preference_name = "kubevirt.io/preference-name";
inline constexpr std::string_view cluster_preference_name = "kubevirt.io/cluster-preference-name";
inline constexpr std::string_view latest_observed_api_version = "kubevirt.io/latest-observed-api-version";
inline constexpr std::string_view storage_observed_api_version = "kubevirt.io/storage-observed-api-version";
inline constexpr std::string_view install_strategy_version = "kubevirt.io/install-strategy-version";
inline constexpr std::string_view install_strategy_registry = "kubevirt.io/install-strategy-registry";
inline constexpr std::string_view install_strategy_identifier = "kubevirt.io/install-strategy-identifier";
inline constexpr std::string_view customizer_identifier = "kubevirt.io/customizer-identifier";
inline constexpr std::string_view generation = "kubevirt.io/generation";
}  // namespace annotation

/// Finalizers.
namespace finalizer {
inline constexpr std::string_view foreground_delete_vmi =
    "kubevirt.io/foregroundDeleteVirtualMachine";  ///< On an instance, until its pods are gone.
inline constexpr std::string_view foreground_delete_vmi_legacy = "foregroundDeleteVirtualMachine";
inline constexpr std::string_view vm_controller =
    "kubevirt.io/virtualMachineControllerFinalize";  ///< On a machine and on its instance.
inline constexpr std::string_view migration_job = "kubevirt.io/migrationJobFinalize";
inline constexpr std::string_view decentralized_migration = "synchronization.kubevirt.io/migrationFinalizer";
inline constexpr std::string_view virt_operator = "kubevirt.io/virtOperatorFinalizer";
inline constexpr std::string_view foreground_delete_kubevirt = "kubevirt.io/foregroundDeleteKubeVirt";
inline constexpr std::string_view snapshot_source = "snapshot.kubevirt.io/snapshot-source-protection";
}  // namespace finalizer

/// Resources that virt-handler offers on nodes.
namespace device {
inline constexpr std::string_view kvm = "devices.kubevirt.io/kvm";
inline constexpr std::string_view tun = "devices.kubevirt.io/tun";
inline constexpr std::string_view vhost_net = "devices.kubevirt.io/vhost-net";
}  // namespace device

/// Readiness gates of launcher pods.
namespace pod_condition {
inline constexpr std::string_view virtual_machine_unpaused = "kubevirt.io/virtual-machine-unpaused";
}  // namespace pod_condition

}  // namespace coracle::api::kubevirt::v1

#pragma once
// Settings of the cluster.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/kubevirt/v1/component_configuration.h"
#include "api/kubevirt/v1/container_resources.h"
#include "api/kubevirt/v1/developer_configuration.h"
#include "api/kubevirt/v1/guest_configuration.h"
#include "api/kubevirt/v1/host_device_configuration.h"
#include "api/kubevirt/v1/migration_configuration.h"
#include "api/kubevirt/v1/network_configuration.h"
#include "api/kubevirt/v1/virtual_machine_instance_spec.h"
#include "api/meta/v1/label_selector.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Values of InstancetypeReferencePolicy.
namespace instancetype_reference_policy {
inline constexpr std::string_view reference = "reference";
inline constexpr std::string_view expand = "expand";
inline constexpr std::string_view expand_all = "expandAll";
}  // namespace instancetype_reference_policy

/// Values of RoleAggregationStrategy.
namespace role_aggregation_strategy {
inline constexpr std::string_view aggregate_to_default = "AggregateToDefault";
inline constexpr std::string_view manual = "Manual";
}  // namespace role_aggregation_strategy

/// Values of SupportContainerType.
namespace support_container_type {
inline constexpr std::string_view hotplug_disk = "hotplug-disk";
inline constexpr std::string_view container_disk = "container-disk";
inline constexpr std::string_view virtiofs = "virtiofs";
inline constexpr std::string_view sidecar = "sidecar";
inline constexpr std::string_view vmexport = "vmexport";
inline constexpr std::string_view guest_console_log = "guest-console-log";
}  // namespace support_container_type

/// Values of VMRolloutStrategy.
namespace vm_rollout_strategy {
inline constexpr std::string_view stage = "Stage";
inline constexpr std::string_view live_update = "LiveUpdate";
}  // namespace vm_rollout_strategy

/// Resources of a kind of container beside the guest's.
struct SupportContainerResources {
  std::string type;  ///< support_container_type
  ResourceRequirementsWithoutClaims resources;
};
const schema::Struct& describe(const SupportContainerResources*);

/// The instance types and preferences that come with the system.
struct CommonInstancetypesDeployment {
  std::optional<bool> enabled;
};
const schema::Struct& describe(const CommonInstancetypesDeployment*);

/// The template component that comes with the system.
struct VirtTemplateDeployment {
  std::optional<bool> enabled;
};
const schema::Struct& describe(const VirtTemplateDeployment*);

/// How machines refer to instance types.
struct InstancetypeConfiguration {
  std::string reference_policy;  ///< instancetype_reference_policy
};
const schema::Struct& describe(const InstancetypeConfiguration*);

/// The helper for SCSI persistent reservations.
struct PersistentReservationConfiguration {
  std::optional<bool> enabled;
};
const schema::Struct& describe(const PersistentReservationConfiguration*);

/// Settings of the cluster.
struct KubeVirtConfiguration {
  std::string cpu_model;
  std::optional<schema::Quantity> cpu_request;
  Box<DeveloperConfiguration> developer_configuration;
  std::vector<std::string> emulated_machines;
  std::string image_pull_policy;
  Box<MigrationConfiguration> migrations;
  std::string machine_type;
  Box<NetworkConfiguration> network;
  std::string ovmf_path;
  std::string selinux_launcher_type;
  std::string default_runtime_class;
  Box<SMBiosConfiguration> smbios;
  Box<ArchConfiguration> architecture_configuration;
  std::string eviction_strategy;  ///< eviction_strategy
  std::optional<std::string> additional_guest_memory_overhead_ratio;
  std::vector<SupportContainerResources> support_container_resources;
  std::vector<std::string> supported_guest_agent_versions;
  std::optional<std::uint32_t> mem_balloon_stats_period;
  Box<PermittedHostDevices> permitted_host_devices;
  Box<MediatedDevicesConfiguration> mediated_devices_configuration;
  std::string min_cpu_model;
  std::map<std::string, bool> obsolete_cpu_models;
  std::optional<std::int64_t> virtual_machine_instances_per_node;
  Box<ReloadableComponentConfiguration> api_configuration;
  Box<ReloadableComponentConfiguration> webhook_configuration;
  Box<ReloadableComponentConfiguration> controller_configuration;
  Box<ReloadableComponentConfiguration> handler_configuration;
  Box<TLSConfiguration> tls_configuration;
  Box<SeccompConfiguration> seccomp_configuration;
  std::string vm_state_storage_class;
  Box<VirtualMachineOptions> virtual_machine_options;
  Box<KSMConfiguration> ksm_configuration;
  Box<meta::v1::LabelSelector> auto_cpu_limit_namespace_label_selector;
  Box<LiveUpdateConfiguration> live_update_configuration;
  std::string vm_rollout_strategy;  ///< vm_rollout_strategy
  Box<CommonInstancetypesDeployment> common_instancetypes_deployment;
  Box<VirtTemplateDeployment> virt_template_deployment;
  Box<InstancetypeConfiguration> instancetype;
  std::vector<HypervisorConfiguration> hypervisors;
  Box<ChangedBlockTrackingSelectors> changed_block_tracking_label_selectors;
  Box<PersistentReservationConfiguration> persistent_reservation_configuration;
  Box<ConfidentialComputeConfiguration> confidential_compute;
  std::string role_aggregation_strategy;  ///< role_aggregation_strategy

  KubeVirtConfiguration();
  ~KubeVirtConfiguration();
  KubeVirtConfiguration(const KubeVirtConfiguration&);
  KubeVirtConfiguration& operator=(const KubeVirtConfiguration&);
  KubeVirtConfiguration(KubeVirtConfiguration&&) noexcept;
  KubeVirtConfiguration& operator=(KubeVirtConfiguration&&) noexcept;
};
const schema::Struct& describe(const KubeVirtConfiguration*);

}  // namespace coracle::api::kubevirt::v1

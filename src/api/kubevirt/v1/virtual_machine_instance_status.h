#pragma once
// What is known about a running instance.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/kubevirt/v1/backup_status.h"
#include "api/kubevirt/v1/condition.h"
#include "api/kubevirt/v1/domain.h"
#include "api/kubevirt/v1/migration_state.h"
#include "api/kubevirt/v1/volume_status.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Values of VirtualMachineInstanceMigrationMethod.
namespace virtual_machine_instance_migration_method {
inline constexpr std::string_view block_migration = "BlockMigration";
inline constexpr std::string_view live_migration = "LiveMigration";
}  // namespace virtual_machine_instance_migration_method

/// Values of VirtualMachineInstanceMigrationTransport.
namespace virtual_machine_instance_migration_transport {
inline constexpr std::string_view unix = "Unix";
}  // namespace virtual_machine_instance_migration_transport

/// A network interface of the running guest.
struct VirtualMachineInstanceNetworkInterface {
  std::string ip_address;
  std::string mac;
  std::string name;
  std::vector<std::string> ip_addresses;
  std::string pod_interface_name;
  std::string interface_name;
  std::string info_source;
  std::int32_t queue_count = 0;
  std::string link_state;
};
const schema::Struct& describe(const VirtualMachineInstanceNetworkInterface*);

/// The guest's operating system, as its agent reports it.
struct VirtualMachineInstanceGuestOSInfo {
  std::string name;
  std::string kernel_release;
  std::string version;
  std::string pretty_name;
  std::string version_id;
  std::string kernel_version;
  std::string machine;
  std::string id;
};
const schema::Struct& describe(const VirtualMachineInstanceGuestOSInfo*);

/// A kernel in use.
struct KernelInfo {
  std::uint32_t checksum = 0;
};
const schema::Struct& describe(const KernelInfo*);

/// An initial ramdisk in use.
struct InitrdInfo {
  std::uint32_t checksum = 0;
};
const schema::Struct& describe(const InitrdInfo*);

/// Kernel and initial ramdisk booted directly.
struct KernelBootStatus {
  Box<KernelInfo> kernel_info;
  Box<InitrdInfo> initrd_info;
};
const schema::Struct& describe(const KernelBootStatus*);

/// Facts about nodes that the guest depends on.
struct TopologyHints {
  std::optional<std::int64_t> tsc_frequency;
};
const schema::Struct& describe(const TopologyHints*);

/// Processors of the guest.
struct CPUTopology {
  std::uint32_t cores = 0;
  std::uint32_t sockets = 0;
  std::uint32_t threads = 0;
};
const schema::Struct& describe(const CPUTopology*);

/// Memory of the guest.
struct MemoryStatus {
  std::optional<schema::Quantity> guest_at_boot;
  std::optional<schema::Quantity> guest_current;
  std::optional<schema::Quantity> guest_requested;
  std::optional<schema::Quantity> memory_overhead;
};
const schema::Struct& describe(const MemoryStatus*);

/// What the controllers know about an instance.
struct VirtualMachineInstanceStatus {
  std::string node_name;
  std::string reason;
  std::vector<Condition> conditions;
  std::string phase;  ///< vmi_phase
  std::vector<PhaseTransitionTimestamp> phase_transition_timestamps;
  std::vector<VirtualMachineInstanceNetworkInterface> interfaces;
  VirtualMachineInstanceGuestOSInfo guest_os_info;
  Box<VirtualMachineInstanceMigrationState> migration_state;
  std::string migration_method;     ///< virtual_machine_instance_migration_method
  std::string migration_transport;  ///< virtual_machine_instance_migration_transport
  std::string qos_class;
  std::string launcher_container_image_version;
  std::string evacuation_node_name;
  std::map<std::string, std::string> active_pods;
  std::vector<VolumeStatus> volume_status;
  Box<KernelBootStatus> kernel_boot_status;
  std::string fs_freeze_status;
  Box<TopologyHints> topology_hints;
  std::string virtual_machine_revision_name;
  std::int64_t runtime_user = 0;
  std::optional<std::uint32_t> vsock_cid;
  std::string selinux_context;
  Box<Machine> machine;
  Box<CPUTopology> current_cpu_topology;
  Box<MemoryStatus> memory;
  std::vector<StorageMigratedVolumeInfo> migrated_volumes;
  Box<ChangedBlockTrackingStatus> changed_block_tracking;

  VirtualMachineInstanceStatus();
  ~VirtualMachineInstanceStatus();
  VirtualMachineInstanceStatus(const VirtualMachineInstanceStatus&);
  VirtualMachineInstanceStatus& operator=(const VirtualMachineInstanceStatus&);
  VirtualMachineInstanceStatus(VirtualMachineInstanceStatus&&) noexcept;
  VirtualMachineInstanceStatus& operator=(VirtualMachineInstanceStatus&&) noexcept;
};
const schema::Struct& describe(const VirtualMachineInstanceStatus*);

}  // namespace coracle::api::kubevirt::v1

#pragma once
// How a live migration goes.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/kubevirt/v1/migration_options.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Values of MigrationAbortStatus.
namespace migration_abort_status {
inline constexpr std::string_view succeeded = "Succeeded";
inline constexpr std::string_view failed = "Failed";
inline constexpr std::string_view aborting = "Aborting";
}  // namespace migration_abort_status

/// Values of MigrationMode.
namespace migration_mode {
inline constexpr std::string_view pre_copy = "PreCopy";
inline constexpr std::string_view post_copy = "PostCopy";
inline constexpr std::string_view paused = "Paused";
}  // namespace migration_mode

/// Values of MigrationNetworkType.
namespace migration_network_type {
inline constexpr std::string_view pod = "Pod";
inline constexpr std::string_view migration = "Migration";
}  // namespace migration_network_type

/// What the source of a migration knows.
struct VirtualMachineInstanceMigrationSourceState {
  std::string node;
  std::string pod;
  std::string migration_uid;
  std::optional<std::string> domain_name;
  std::optional<std::string> domain_namespace;
  std::optional<std::string> sync_address;
  std::optional<std::string> persistent_state_pvc_name;
  std::string selinux_context;
  std::optional<std::string> virtual_machine_instance_uid;
  std::map<std::string, std::string> node_selectors;
};
const schema::Struct& describe(const VirtualMachineInstanceMigrationSourceState*);

/// What the target of a migration knows.
struct VirtualMachineInstanceMigrationTargetState {
  std::string node;
  std::string pod;
  std::string migration_uid;
  std::optional<std::string> domain_name;
  std::optional<std::string> domain_namespace;
  std::optional<std::string> sync_address;
  std::optional<std::string> persistent_state_pvc_name;
  std::string selinux_context;
  std::optional<std::string> virtual_machine_instance_uid;
  schema::Time domain_ready_timestamp;
  bool domain_detected = false;
  std::optional<std::string> node_address;
  std::map<std::string, std::int64_t> direct_migration_node_ports;
  std::optional<std::string> attachment_pod_uid;
  std::vector<std::int64_t> cpu_set;
  std::optional<std::string> node_topology;
};
const schema::Struct& describe(const VirtualMachineInstanceMigrationTargetState*);

/// The last or current live migration of an instance.
struct VirtualMachineInstanceMigrationState {
  schema::Time start_timestamp;
  schema::Time end_timestamp;
  schema::Time target_node_domain_ready_timestamp;
  bool target_node_domain_detected = false;
  std::string target_node_address;
  std::map<std::string, std::int64_t> target_direct_migration_node_ports;
  std::string target_node;
  std::string target_pod;
  std::string target_attachment_pod_uid;
  std::string source_node;
  std::string source_pod;
  bool completed = false;
  bool failed = false;
  bool abort_requested = false;
  std::string abort_status;  ///< migration_abort_status
  std::string failure_reason;
  std::string migration_uid;
  std::string mode;  ///< migration_mode
  std::optional<std::string> migration_policy_name;
  Box<VMIMConfigurationOptions> migration_configuration;
  std::vector<std::int64_t> target_cpu_set;
  std::string target_node_topology;
  std::string source_persistent_state_pvc_name;
  std::string target_persistent_state_pvc_name;
  Box<VirtualMachineInstanceMigrationSourceState> source_state;
  Box<VirtualMachineInstanceMigrationTargetState> target_state;
  std::string migration_network_type;  ///< migration_network_type
  std::optional<schema::Quantity> target_memory_overhead;

  VirtualMachineInstanceMigrationState();
  ~VirtualMachineInstanceMigrationState();
  VirtualMachineInstanceMigrationState(const VirtualMachineInstanceMigrationState&);
  VirtualMachineInstanceMigrationState& operator=(const VirtualMachineInstanceMigrationState&);
  VirtualMachineInstanceMigrationState(VirtualMachineInstanceMigrationState&&) noexcept;
  VirtualMachineInstanceMigrationState& operator=(VirtualMachineInstanceMigrationState&&) noexcept;
};
const schema::Struct& describe(const VirtualMachineInstanceMigrationState*);

}  // namespace coracle::api::kubevirt::v1

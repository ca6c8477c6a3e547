#pragma once
// A wish to move an instance to another node.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "api/kubevirt/v1/condition.h"
#include "api/kubevirt/v1/migration_state.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Values of MigrationPriority.
namespace migration_priority {
inline constexpr std::string_view system_critical = "system-critical";
inline constexpr std::string_view user_triggered = "user-triggered";
inline constexpr std::string_view system_maintenance = "system-maintenance";
}  // namespace migration_priority

/// The sending end of a migration between clusters.
struct VirtualMachineInstanceMigrationSource {
  std::string migration_id;
  std::string connect_url;
};
const schema::Struct& describe(const VirtualMachineInstanceMigrationSource*);

/// The receiving end of a migration between clusters.
struct VirtualMachineInstanceMigrationTarget {
  std::string migration_id;
};
const schema::Struct& describe(const VirtualMachineInstanceMigrationTarget*);

/// What to move, and where.
struct VirtualMachineInstanceMigrationSpec {
  std::string vmi_name;
  std::map<std::string, std::string> added_node_selector;
  Box<VirtualMachineInstanceMigrationSource> send_to;
  Box<VirtualMachineInstanceMigrationTarget> receive;
  std::string priority;  ///< migration_priority
};
const schema::Struct& describe(const VirtualMachineInstanceMigrationSpec*);

/// How a migration goes.
struct VirtualMachineInstanceMigrationStatus {
  std::string phase;  ///< migration_phase
  std::vector<Condition> conditions;
  std::vector<PhaseTransitionTimestamp> phase_transition_timestamps;
  Box<VirtualMachineInstanceMigrationState> migration_state;
  std::vector<std::string> synchronization_addresses;
};
const schema::Struct& describe(const VirtualMachineInstanceMigrationStatus*);

/// A wish to move a running instance to another node. Deleting it while it runs stops the migration.
struct VirtualMachineInstanceMigration {
  std::string api_version = "kubevirt.io/v1";
  std::string kind = "VirtualMachineInstanceMigration";
  meta::v1::ObjectMeta metadata;
  VirtualMachineInstanceMigrationSpec spec;
  VirtualMachineInstanceMigrationStatus status;
};
const schema::Struct& describe(const VirtualMachineInstanceMigration*);

}  // namespace coracle::api::kubevirt::v1

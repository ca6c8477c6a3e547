#pragma once
// Cluster settings of live migrations.
#include <cstdint>
#include <optional>
#include <string>

#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Settings of live migrations; a MigrationPolicy overrides them for the guests it selects.
struct MigrationConfiguration {
  std::optional<std::string> node_drain_taint_key;
  std::optional<std::uint32_t> parallel_outbound_migrations_per_node;
  std::optional<std::uint32_t> parallel_migrations_per_cluster;
  std::optional<bool> allow_auto_converge;
  std::optional<schema::Quantity> bandwidth_per_migration;
  std::optional<std::int64_t> completion_timeout_per_gib;
  std::optional<std::int64_t> max_downtime_ms;
  std::optional<std::int64_t> progress_timeout;
  std::optional<std::int64_t> utility_volumes_timeout;
  std::optional<bool> unsafe_migration_override;
  std::optional<bool> allow_post_copy;
  std::optional<bool> allow_workload_disruption;
  std::optional<bool> disable_tls;
  std::optional<std::string> network;
  std::optional<bool> match_selinux_level_on_migration;
};
const schema::Struct& describe(const MigrationConfiguration*);

}  // namespace coracle::api::kubevirt::v1

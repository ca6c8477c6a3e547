#pragma once
// Settings of live migrations.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Values of MigrationCompression.
namespace migration_compression {
inline constexpr std::string_view none = "none";
inline constexpr std::string_view zstd = "zstd";
}  // namespace migration_compression

/// When a migration counts as stuck.
struct StallDetectorOptions {
  std::optional<std::int64_t> stall_margin;
  std::optional<schema::Quantity> ewma_alpha;
  std::optional<std::int64_t> stall_progress_timeout;
  std::optional<std::int64_t> switchover_timeout;
  std::optional<schema::Quantity> precopy_possible_factor;
  std::optional<schema::Quantity> patience_window_decay_factor;
  std::optional<bool> search_local_minima;
  std::optional<schema::Quantity> completion_timeout_factor;
};
const schema::Struct& describe(const StallDetectorOptions*);

/// How the allowed downtime grows.
struct DowntimeTuningOptions {
  std::optional<std::int64_t> initial_ms;
  std::optional<std::int32_t> steps;
  std::optional<std::int64_t> start_after_iteration;
  std::optional<std::int32_t> cooldown_seconds;
};
const schema::Struct& describe(const DowntimeTuningOptions*);

/// Settings that may change or go.
struct ExperimentalMigrationOptions {
  Box<StallDetectorOptions> stall_detector;
  Box<DowntimeTuningOptions> downtime_tuning;
  std::string compression;  ///< migration_compression
};
const schema::Struct& describe(const ExperimentalMigrationOptions*);

/// Settings in force for one migration.
struct VMIMConfigurationOptions {
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
  Box<ExperimentalMigrationOptions> experimental;
};
const schema::Struct& describe(const VMIMConfigurationOptions*);

}  // namespace coracle::api::kubevirt::v1

#pragma once
// Feature gates, emulation and log levels.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Bounds of the check of disk images.
struct DiskVerification {
  schema::Quantity memory_limit;
};
const schema::Struct& describe(const DiskVerification*);

/// Log levels, from 0 to 9.
struct LogVerbosity {
  std::uint32_t virt_api = 0;
  std::uint32_t virt_controller = 0;
  std::uint32_t virt_handler = 0;
  std::uint32_t virt_launcher = 0;
  std::uint32_t virt_operator = 0;
  std::uint32_t virt_synchronization_controller = 0;
  std::map<std::string, std::uint32_t> node_verbosity;
};
const schema::Struct& describe(const LogVerbosity*);

/// Feature gates, emulation and log levels.
struct DeveloperConfiguration {
  std::vector<std::string> feature_gates;
  std::vector<std::string> disabled_feature_gates;
  std::int64_t pvc_tolerate_less_space_up_to_percent = 0;
  std::int64_t minimum_reserve_pvc_bytes = 0;
  std::int64_t memory_overcommit = 0;
  std::map<std::string, std::string> node_selectors;
  bool use_emulation = false;
  std::int64_t cpu_allocation_ratio = 0;
  std::optional<std::int64_t> minimum_cluster_tsc_frequency;
  Box<DiskVerification> disk_verification;
  Box<LogVerbosity> log_verbosity;
  bool cluster_profiler = false;
};
const schema::Struct& describe(const DeveloperConfiguration*);

}  // namespace coracle::api::kubevirt::v1

#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace coracle::node {

/// What this machine is and has.
struct Machine {
  std::string machine_id;
  std::string system_uuid;
  std::string boot_id;
  std::string kernel_version;
  std::string os_image;
  std::string architecture = "amd64";
  std::int64_t cpus = 0;
  std::int64_t memory_bytes = 0;
  std::int64_t disk_bytes = 0;                    ///< of the file system of `state`
  std::map<std::string, std::int64_t> hugepages;  ///< bytes by page size: "2Mi", "1Gi"
  std::int64_t swap_bytes = 0;
};
Machine this_machine(const std::string& state);

/// What is left now, for the node's pressure conditions.
struct Pressure {
  bool memory = false;  ///< less than 100Mi available
  bool disk = false;    ///< less than a tenth, or a twentieth of the inodes, of the file system of `state`
  bool pids = false;    ///< less than a twentieth of kernel.pid_max
  bool operator==(const Pressure&) const = default;
};
Pressure pressure_now(const std::string& state);

/// PRETTY_NAME of an os-release text.
std::string os_image_in(std::string_view os_release);
/// The bytes of a line of /proc/meminfo; 0 without it.
std::int64_t meminfo_bytes(std::string_view meminfo, std::string_view name);

/// The host's resolver: resolv.conf's servers, searches and options.
struct Resolver {
  std::vector<std::string> servers, searches, options;
};
Resolver resolver_in(std::string_view resolv_conf);
Resolver host_resolver();

}  // namespace coracle::node

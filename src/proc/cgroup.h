#pragma once
#include <sys/types.h>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace coracle::proc {

/// Limits of a cgroup; what is absent stays as it is.
struct CgroupLimits {
  std::optional<std::uint64_t> memory_bytes;    ///< 0: no limit
  std::optional<std::uint64_t> cpu_shares;      ///< as of cgroup v1, 2 to 262144; converted for v2 as runc does
  std::optional<std::uint64_t> cpu_quota_usec;  ///< in a period of 100 ms; 0: no limit
  std::optional<std::uint64_t> pids;            ///< 0: no limit
};

/// The control group hierarchies of a machine: version 2, version 1 or both side by side (hybrid: the controllers of
/// version 1, and an empty version 2 hierarchy). A group is named by its path in every hierarchy, "kubepods/burstable".
class Cgroups {
 public:
  /// What is mounted, from /proc/self/mountinfo.
  static Cgroups find();
  /// The same from a text; the mount points are taken below `prefix`.
  static Result<Cgroups> from_mountinfo(std::string_view mountinfo, std::string prefix = {});

  /// No controller is on a version 1 hierarchy.
  bool unified() const;
  /// The mount point that has the controller ("memory", "cpu", "pids", "devices" ...); empty when there is none.
  std::string mount_of(std::string_view controller) const;
  std::vector<std::string> controllers() const;

  /// Makes the group in every hierarchy; with version 2 the controllers we limit are enabled on the way down. Done
  /// again, it changes nothing.
  void create(const std::string& group) const;
  /// Removes the group and the groups in it; conflict when processes are left.
  void remove(const std::string& group) const;
  bool exists(const std::string& group) const;
  void add(const std::string& group, pid_t pid) const;
  std::vector<pid_t> processes(const std::string& group) const;
  /// SIGKILL to all in it, also to those that are born meanwhile where the kernel can (cgroup.kill, 5.14).
  void kill(const std::string& group) const;

  void limit(const std::string& group, const CgroupLimits& limits) const;
  std::uint64_t memory_bytes(const std::string& group) const;
  std::uint64_t cpu_usec(const std::string& group) const;

 private:
  struct Mount {
    std::string path;
    std::vector<std::string> controllers;  ///< of version 1; of version 2 what the kernel says there
    bool second = false;
  };
  const Mount* with(std::string_view controller) const;
  const Mount& for_processes() const;
  std::vector<Mount> mounts_;
};

}  // namespace coracle::proc

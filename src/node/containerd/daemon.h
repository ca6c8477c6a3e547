#pragma once
#include <memory>
#include <string>

#include "base/log.h"
#include "base/scope.h"
#include "node/containerd/config.h"
#include "proc/cgroup.h"

namespace coracle::node {

/// Our containerd: started in a session and a cgroup of its own, so that it outlives us; found again by its process
/// number and start time; started again when it has ended. Of one loop.
class ContainerdDaemon {
 public:
  struct Options {
    std::string program = "containerd";
    ContainerdConfig config;
    std::string run_folder;  ///< where its number is noted and its log lies
    std::string cgroup;      ///< "/coracle/containerd"
  };
  ContainerdDaemon(Loop::Executor executor, const proc::Cgroups& cgroups, Options options, Log log);
  ~ContainerdDaemon();

  /// Writes the configuration, and starts it unless it runs already. Throws Error when it cannot be started.
  Task<> start();
  /// Throws Error with its last words when it has ended since start(). For while it is waited for.
  void check_running() const;
  /// Starts it again whenever it ends, until cancelled.
  Task<> keep();
  /// SIGTERM, then SIGKILL, then nothing of its cgroup is left.
  Task<> stop();
  /// Set each time a new one was started.
  Event& started();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Kills what is in the group and in those below it, and removes them.
Task<> remove_group(const proc::Cgroups& cgroups, std::string group);

/// What a line of containerd's log tells: its error and message, else the line as it is.
std::string message_of(std::string_view line);

/// When the process began, in clock ticks since boot: with its number it names a process for ever. 0 when there is
/// none.
std::uint64_t start_time_of(int pid);
/// The start time in a text of /proc/<pid>/stat; 0 when it is none.
std::uint64_t start_time_in(std::string_view stat);

}  // namespace coracle::node

#pragma once
#include <sys/types.h>
#include <memory>
#include <string>
#include <string_view>

#include "base/files.h"

namespace coracle::virt::handler {

/// Whether a text of /proc/<pid>/cgroup places the process in that pod: with the cgroupfs driver ("pod<uid>") or
/// systemd's ("kubepods-burstable-pod<uid with underscores>.slice").
bool is_in_pod(std::string_view proc_cgroup, std::string_view pod_uid);

/// A process of a pod, held so that its number never means another.
struct PodProcess {
  pid_t pid = -1;
  std::shared_ptr<Fd> pidfd;
  bool ended() const;
};

/// The process with that number, once it is proven to run in the pod: whoever can put a socket of its own, or a link
/// to another's, where a pod's is expected is not taken for the pod (CVE-2026-7374). Throws Error(forbidden), and
/// not_found when it has ended.
PodProcess process_in_pod(pid_t pid, std::string_view pod_uid);

/// Whether the number belongs to a process, or a thread, that began after the socket was made: who listens there has
/// ended then, and its number was given again. False when that cannot be told.
bool began_after_socket(pid_t pid, int folder, const std::string& socket);

/// The root folder as that process sees it. For open_beneath: nothing in there is to be trusted.
Fd root_of(const PodProcess& process);

}  // namespace coracle::virt::handler

#include "virt/handler/launcher_link/pod_process.h"

#include <fcntl.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "base/error.h"
#include "proc/child.h"

namespace coracle::virt::handler {

bool is_in_pod(std::string_view proc_cgroup, std::string_view pod_uid) {
  if (pod_uid.empty()) return false;
  const auto plain = "pod" + std::string(pod_uid);
  auto slice = plain + ".slice";
  std::ranges::replace(slice, '-', '_');
  while (!proc_cgroup.empty()) {
    const auto end = std::min(proc_cgroup.find_first_of("/\n"), proc_cgroup.size());
    const auto part = proc_cgroup.substr(0, end);
    proc_cgroup.remove_prefix(std::min(end + 1, proc_cgroup.size()));
    if (part == plain || part == slice) return true;
    if (part.size() > slice.size() && part.ends_with(slice) && part[part.size() - slice.size() - 1] == '-') return true;
  }
  return false;
}

bool PodProcess::ended() const {
  if (!pidfd || !*pidfd) return true;
  pollfd waiting{pidfd->get(), POLLIN, 0};
  return ::poll(&waiting, 1, 0) != 0;
}

PodProcess process_in_pod(pid_t pid, std::string_view pod_uid) {
  if (pid <= 0) throw Error(Reason::forbidden, "the socket's owner is not of this machine");
  PodProcess process{pid, std::make_shared<Fd>(proc::open_pidfd(pid))};
  const auto folder = open_directory("/proc/" + std::to_string(pid));
  constexpr std::size_t most = 64U << 10U;
  const auto file = open_beneath(folder.get(), "cgroup", O_RDONLY);
  const auto groups = read_to_end(file.get(), most, "the process' control groups");
  // What was read is of this process only when it is still there.
  if (process.ended()) throw Error(Reason::not_found, "process " + std::to_string(pid) + " has ended");
  if (!is_in_pod(groups, pod_uid)) {
    throw Error(Reason::forbidden, "process " + std::to_string(pid) + " does not run in pod " + std::string(pod_uid));
  }
  return process;
}

Fd root_of(const PodProcess& process) {
  Fd root(::open(("/proc/" + std::to_string(process.pid) + "/root").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root) throw system_error(errno, "root folder of process " + std::to_string(process.pid));
  if (process.ended()) throw Error(Reason::not_found, "process " + std::to_string(process.pid) + " has ended");
  return root;
}

}  // namespace coracle::virt::handler

#include "virt/handler/launcher_link/pod_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "base/error.h"
#include "base/time.h"
#include "proc/child.h"

namespace coracle::virt::handler {

namespace pod_processes {
namespace {

/// The clock of files and that of processes are both coarse; a number is not given again so soon.
constexpr Duration coarse = std::chrono::milliseconds(50);
constexpr std::size_t longest_stat = 4096;

Duration duration_of(const timespec& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

Duration now_of(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return duration_of(now);
}

/// When it began, since the machine started: the 22nd field of its stat (proc(5)), of which the second, in parentheses,
/// may hold anything.
Duration start_of(pid_t pid) {
  const auto folder = open_directory("/proc/" + std::to_string(pid));
  const auto file = open_beneath(folder.get(), "stat", O_RDONLY);
  const auto text = read_to_end(file.get(), longest_stat, "the process' stat");
  auto at = text.rfind(')');
  for (int field = 2; field < 22 && at != std::string::npos; ++field) at = text.find(' ', at + 1);
  std::int64_t ticks = -1;
  if (at != std::string::npos) std::from_chars(text.data() + at + 1, text.data() + text.size(), ticks);
  if (ticks < 0) throw Error(Reason::internal_error, "the start of process " + std::to_string(pid) + " is not told");
  return std::chrono::nanoseconds(ticks * (1'000'000'000 / ::sysconf(_SC_CLK_TCK)));
}

}  // namespace
}  // namespace pod_processes

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

bool began_after_socket(pid_t pid, int folder, const std::string& socket) {
  using namespace pod_processes;
  try {
    const auto opened = open_beneath(folder, socket, O_PATH | O_NOFOLLOW);
    struct stat about {};
    if (::fstat(opened.get(), &about) != 0) return false;
    // Not the time of its content, which its owner sets as he likes.
    const auto made_ago = now_of(CLOCK_REALTIME) - duration_of(about.st_ctim);
    const auto began_ago = now_of(CLOCK_BOOTTIME) - start_of(pid);
    return began_ago + coarse < made_ago;
  } catch (const Error&) {
    return false;
  }
}

Fd root_of(const PodProcess& process) {
  Fd root(::open(("/proc/" + std::to_string(process.pid) + "/root").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root) throw system_error(errno, "root folder of process " + std::to_string(process.pid));
  if (process.ended()) throw Error(Reason::not_found, "process " + std::to_string(process.pid) + " has ended");
  return root;
}

}  // namespace coracle::virt::handler

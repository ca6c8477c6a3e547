#include "node/containerd/daemon.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>

#include "base/files.h"
#include "json/value.h"
#include "node/folders.h"
#include "proc/child.h"

namespace coracle::node {
namespace {
using namespace std::chrono_literals;

constexpr off_t log_limit = 16L << 20;
constexpr off_t last_words_limit = 4096;
constexpr std::size_t proc_limit = 64U << 10U;

std::string proc_file(int pid, const char* name) {
  try {
    const auto proc = open_directory("/proc/" + std::to_string(pid));
    auto file = open_beneath(proc.get(), name, O_RDONLY);
    return read_to_end(file.get(), proc_limit, name);
  } catch (const Error&) {
    return {};
  }
}
}  // namespace

std::uint64_t start_time_in(std::string_view stat) {
  // The second field is the name in parentheses and may hold anything; the start time is the 22nd (proc(5)), so 19
  // blanks follow the one after the name.
  const auto name_end = stat.rfind(')');
  if (name_end == std::string_view::npos) return 0;
  stat.remove_prefix(name_end + 1);
  for (int field = 3; field < 22; ++field) {
    const auto blank = stat.find(' ', 1);
    if (blank == std::string_view::npos) return 0;
    stat.remove_prefix(blank);
  }
  std::uint64_t value = 0;
  std::from_chars(stat.data() + 1, stat.data() + stat.size(), value);
  return value;
}

std::string message_of(std::string_view line) {
  // logfmt: time="..." level=fatal msg="..." error="..."
  const auto field = [line](std::string_view name) -> std::string {
    const auto begin = line.find(std::string(" ") + std::string(name) + "=\"");
    if (begin == std::string_view::npos) return {};
    std::string out;
    for (auto at = begin + name.size() + 3; at < line.size() && line[at] != '"'; ++at) {
      if (line[at] == '\\' && at + 1 < line.size()) ++at;
      out += line[at];
    }
    return out;
  };
  const auto message = field("msg");
  const auto error = field("error");
  if (message.empty()) return std::string(line);
  return error.empty() ? message : message + ": " + error;
}

std::uint64_t start_time_of(int pid) { return start_time_in(proc_file(pid, "stat")); }

Task<> remove_group(const proc::Cgroups& cgroups, std::string group) {
  if (!cgroups.exists(group)) co_return;
  const auto limit = std::chrono::steady_clock::now() + 5s;
  while (true) {
    std::optional<Error> failure;
    try {
      cgroups.kill(group);  // shims of pods that were not ours to end
      cgroups.remove(group);
    } catch (const Error& error) {
      failure = error;
    }
    if (!failure) co_return;
    // A process that was killed leaves its group a moment later.
    if (failure->reason() != Reason::conflict || std::chrono::steady_clock::now() > limit) throw *failure;
    co_await sleep_for(10ms);
  }
}

struct ContainerdDaemon::Impl {
  Impl(Loop::Executor executor, const proc::Cgroups& groups, Options asked, Log where)
      : cgroups(groups), options(std::move(asked)), log(std::move(where)), started(std::move(executor)) {}

  const proc::Cgroups& cgroups;
  Options options;
  Log log;
  Event started;
  pid_t pid = -1;
  Fd pidfd;
  bool stopping = false;

  std::string note() const { return options.run_folder + "/containerd.json"; }

  /// The one that we or an earlier life of ours started, if it still runs.
  bool adopt() {
    json::Value noted;
    try {
      const auto folder = open_directory(options.run_folder);
      auto parsed = json::parse(read_file(folder.get(), "containerd.json", proc_limit));
      if (!parsed) return false;
      noted = std::move(*parsed);
    } catch (const Error&) {
      return false;
    }
    const auto* number = json::find(noted, {"pid"});
    const auto* time = json::find(noted, {"startTime"});
    if (!number || !time || !number->is_int64() || !time->is_int64()) return false;
    const auto candidate = static_cast<pid_t>(number->get_int64());
    try {
      auto held = proc::open_pidfd(candidate);
      // Compared after it is held: the number cannot change hands any more.
      if (start_time_of(candidate) != static_cast<std::uint64_t>(time->get_int64())) return false;
      pid = candidate;
      pidfd = std::move(held);
      return true;
    } catch (const Error&) {
      return false;
    }
  }

  void write_configuration() const {
    const auto folder = make_folder(options.config.folder, 0711);
    for (const char* name : {"cni", "certs.d", "tmp"}) make_directories(folder.get(), name, 0711);
    write_file_atomically(folder.get(), "config.toml", containerd_toml(options.config), 0600);
  }

  void spawn() {
    const auto run = make_folder(options.run_folder, 0700);
    const auto output = open_beneath(run.get(), "containerd.log", O_WRONLY | O_CREAT | O_APPEND, 0600);
    struct stat about {};
    if (::fstat(output.get(), &about) == 0 && about.st_size > log_limit && ::ftruncate(output.get(), 0) != 0)
      log.warning("containerd.log cannot be shortened");
    proc::Command command;
    command.program = options.program;
    command.arguments = {"--config", options.config.folder + "/config.toml"};
    command.out = proc::Stdio::to(output.get());
    command.err = proc::Stdio::to(output.get());
    command.own_session = true;
    auto child = proc::Child::spawn(command);
    child.detach();
    pid = child.pid();
    pidfd = proc::open_pidfd(pid);
    cgroups.create(options.cgroup);
    cgroups.add(options.cgroup, pid);
    const json::Object noted{{"pid", pid}, {"startTime", start_time_of(pid)}};
    write_file_atomically(run.get(), "containerd.json", json::serialize(noted), 0600);
    log.info("containerd started", {{"pid", std::to_string(pid)}});
  }

  Task<> ended() {
    // keep() and stop() may wait at once, and a loop watches each descriptor once.
    const auto own = pidfd.duplicate();
    co_await readable(own.get());
    siginfo_t info{};
    ::waitid(P_PIDFD, static_cast<id_t>(pidfd.get()), &info, WEXITED | WNOHANG);
  }

  bool runs() const {
    pollfd ready{pidfd.get(), POLLIN, 0};
    return ::poll(&ready, 1, 0) == 0;
  }

  /// The last line that it wrote; empty when there is none.
  std::string last_words() const {
    std::string text;
    try {
      const auto run = open_directory(options.run_folder);
      const auto file = open_beneath(run.get(), "containerd.log", O_RDONLY);
      struct stat about {};
      if (::fstat(file.get(), &about) != 0) return {};
      ::lseek(file.get(), std::max<off_t>(0, about.st_size - last_words_limit), SEEK_SET);
      text = read_to_end(file.get(), proc_limit, "containerd.log");
    } catch (const Error&) {
      return {};
    }
    while (text.ends_with('\n')) text.pop_back();
    return message_of(std::string_view(text).substr(text.rfind('\n') + 1));
  }

  void signal(int number) const { ::syscall(SYS_pidfd_send_signal, pidfd.get(), number, nullptr, 0); }
};

ContainerdDaemon::ContainerdDaemon(Loop::Executor executor, const proc::Cgroups& cgroups, Options options, Log log)
    : impl_(std::make_unique<Impl>(std::move(executor), cgroups, std::move(options), std::move(log))) {}
ContainerdDaemon::~ContainerdDaemon() = default;

Event& ContainerdDaemon::started() { return impl_->started; }

Task<> ContainerdDaemon::start() {
  impl_->write_configuration();
  if (impl_->adopt())
    impl_->log.info("containerd of an earlier life goes on", {{"pid", std::to_string(impl_->pid)}});
  else
    impl_->spawn();
  impl_->started.set();
  co_return;
}

void ContainerdDaemon::check_running() const {
  if (impl_->runs()) return;
  const auto words = impl_->last_words();
  throw Error(Reason::internal_error, "containerd has ended at once" + (words.empty() ? "" : ": " + words));
}

Task<> ContainerdDaemon::keep() {
  auto delay = 100ms;
  while (true) {
    const auto since = std::chrono::steady_clock::now();
    co_await impl_->ended();
    if (impl_->stopping) co_return;
    impl_->log.warning("containerd has ended and is started again",
                       {{"pid", std::to_string(impl_->pid)}, {"said", impl_->last_words()}});
    delay =
        std::chrono::steady_clock::now() - since > 30s ? 100ms : std::min<std::chrono::milliseconds>(delay * 2, 10s);
    co_await sleep_for(delay);
    std::string failure;
    try {
      impl_->spawn();
      impl_->started.set();
    } catch (const Error& error) {
      failure = error.what();
    }
    if (!failure.empty()) impl_->log.error("containerd cannot be started", {{"error", failure}});
  }
}

Task<> ContainerdDaemon::stop() {
  auto& my = *impl_;
  my.stopping = true;
  if (my.pid <= 0 && !my.adopt()) co_return;
  my.signal(SIGTERM);
  bool killed = false;
  try {
    auto waiting = my.ended();
    co_await within(10s, std::move(waiting), "containerd ends");
  } catch (const Error&) {
    killed = true;
  }
  if (killed) {
    my.log.warning("containerd did not end in 10 s and is killed");
    my.signal(SIGKILL);
    auto waiting = my.ended();
    co_await within(5s, std::move(waiting), "containerd ends");
  }
  my.pid = -1;
  co_await remove_group(my.cgroups, my.options.cgroup);
  const auto run = open_directory(my.options.run_folder);
  remove_tree(run.get(), "containerd.json");
}

}  // namespace coracle::node

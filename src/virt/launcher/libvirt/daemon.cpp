#include "virt/launcher/libvirt/daemon.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "base/scope.h"
#include "base/worker.h"

namespace coracle::virt::launcher {
namespace fs = std::filesystem;

namespace daemon_process {
namespace {

constexpr auto comes_up_within = std::chrono::seconds(20);
constexpr auto ends_within = std::chrono::seconds(5);
/// The socket appears 0.1 to 4 s after the start; listening on it follows its creation, which inotify does not show.
constexpr auto look_at_socket_every = std::chrono::milliseconds(5);

/// The process that listens on the socket, or 0.
pid_t listener_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    throw Error(Reason::invalid, "path of libvirt's socket is too long: " + path);
  path.copy(address.sun_path, path.size());
  const int peer = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (peer < 0) throw system_error(errno, "socket");
  ucred who{};
  socklen_t size = sizeof who;
  const bool connected = connect(peer, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                         getsockopt(peer, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0;
  close(peer);
  return connected && who.uid == geteuid() ? who.pid : 0;
}

int open_pidfd(pid_t process) { return static_cast<int>(syscall(SYS_pidfd_open, process, 0)); }

std::vector<std::string> environment_for(const LibvirtDaemonConfig& config) {
  std::vector<std::string> kept;
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view text(*entry);
    if (!text.starts_with("XDG_") && !text.starts_with("LIBVIRT_") && !text.starts_with("HOME="))
      kept.emplace_back(text);
  }
  kept.push_back("XDG_RUNTIME_DIR=" + config.runtime_dir);
  kept.push_back("XDG_CONFIG_HOME=" + config.config_dir);
  kept.push_back("XDG_CACHE_HOME=" + config.cache_dir);
  kept.push_back("HOME=" + config.config_dir);
  // Each of its dozen threads would keep memory of its own, in every pod.
  kept.emplace_back("MALLOC_ARENA_MAX=1");
  kept.emplace_back("MALLOC_TRIM_THRESHOLD_=65536");
  return kept;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

pid_t spawn_detached(std::vector<std::string> words, std::vector<std::string> environment) {
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, 2, 1);
  pid_t process = 0;
  const int error = posix_spawn(&process, words.front().c_str(), &actions, &attributes, pointers_to(words).data(),
                                pointers_to(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) throw system_error(error, "start " + words.front());
  return process;
}

/// A child inherits the processors of the thread that starts it. False when this thread may not use that one.
bool pin_this_thread(int cpu) {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0 || cpu < 0 || cpu >= CPU_SETSIZE) return false;
  if (!CPU_ISSET(cpu, &allowed)) return false;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(cpu, &one);
  return sched_setaffinity(0, sizeof one, &one) == 0;
}

}  // namespace
}  // namespace daemon_process

std::string libvirtd_config(const std::string& log_filters) {
  std::string text =
      "log_outputs = \"3:stderr\"\n"
      "log_level = 3\n"
      "min_workers = 2\n"
      "max_workers = 8\n"
      "prio_workers = 2\n"
      "auth_unix_ro = \"none\"\n"
      "auth_unix_rw = \"none\"\n";
  // The filters come from an annotation: what could end the string of the configuration is left out.
  std::string filters;
  for (const char each : log_filters) {
    const bool plain = (each >= '0' && each <= '9') || (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
                       std::string_view(" :._*/-").find(each) != std::string_view::npos;
    if (plain) filters += each;
  }
  if (!filters.empty()) text += "log_outputs = \"1:stderr\"\nlog_filters = \"" + filters + "\"\n";
  return text;
}

std::string qemu_config() {
  return "stdio_handler = \"file\"\n"
         "security_driver = \"none\"\n"
         "namespaces = []\n"
         "cgroup_controllers = []\n"
         "remember_owner = 0\n"
         "max_core = 0\n";
}

LibvirtDaemon::LibvirtDaemon(LibvirtDaemonConfig config, Log log) : config_(std::move(config)), log_(std::move(log)) {
  if (!config_.program.empty()) return;
  config_.program = "/usr/sbin/virtqemud";
  if (!fs::exists(config_.program)) config_.program = "/usr/sbin/libvirtd";
}

LibvirtDaemon::~LibvirtDaemon() { forget(); }

void LibvirtDaemon::forget() {
  if (pidfd_ >= 0) close(pidfd_);
  pidfd_ = -1;
  pid_ = 0;
}

std::string LibvirtDaemon::socket_path() const {
  const auto name = fs::path(config_.program).filename() == "virtqemud" ? "virtqemud-sock" : "libvirt-sock";
  return config_.runtime_dir + "/libvirt/" + name;
}

std::string LibvirtDaemon::uri() const { return "qemu+unix:///session?socket=" + socket_path(); }

bool LibvirtDaemon::adopt() {
  const pid_t process = daemon_process::listener_of(socket_path());
  if (process <= 0) return false;
  const int descriptor = daemon_process::open_pidfd(process);
  if (descriptor < 0) return false;
  // The number may have been given to another process before it was opened.
  if (daemon_process::listener_of(socket_path()) != process) {
    close(descriptor);
    return false;
  }
  forget();
  pid_ = process;
  pidfd_ = descriptor;
  return true;
}

void LibvirtDaemon::write_config() {
  fs::create_directories(config_.runtime_dir + "/libvirt");
  fs::create_directories(config_.config_dir + "/libvirt");
  fs::create_directories(config_.cache_dir + "/libvirt");
  std::ofstream(config_.config_dir + "/libvirt/libvirtd.conf") << libvirtd_config(config_.log_filters);
  std::ofstream(config_.config_dir + "/libvirt/qemu.conf") << qemu_config();
}

/// Scripts and hook sidecars connect to virtqemud-sock, wherever libvirt is monolithic or not.
void LibvirtDaemon::link_other_name() {
  const fs::path path = socket_path();
  if (path.filename() == "virtqemud-sock") return;
  std::error_code ignored;
  fs::create_symlink(path.filename(), path.parent_path() / "virtqemud-sock", ignored);
}

Task<> LibvirtDaemon::ensure() {
  adopted_ = adopt();
  if (adopted_) {
    log_.info("libvirtd runs already", {{"pid", std::to_string(pid_)}});
    co_return;
  }
  write_config();
  link_other_name();
  co_await start();
  co_await within(daemon_process::comes_up_within, wait_for_socket(), "libvirtd takes connections");
}

Task<> LibvirtDaemon::start() {
  std::vector<std::string> words = {config_.program, "--config", config_.config_dir + "/libvirt/libvirtd.conf"};
  Worker starter("libvirt-start");
  const auto cpu = config_.start_on_cpu;
  const auto [process, pinned] =
      co_await starter.run([words, environment = daemon_process::environment_for(config_), cpu] {
        const bool on_cpu = cpu && daemon_process::pin_this_thread(*cpu);
        return std::pair(daemon_process::spawn_detached(words, environment), on_cpu);
      });
  forget();
  pid_ = process;
  pidfd_ = daemon_process::open_pidfd(pid_);
  if (pidfd_ < 0) throw system_error(errno, "pidfd_open of libvirtd");
  if (cpu && !pinned) {
    log_.warning("cannot start libvirtd on the processor of its capabilities cache: it will probe QEMU again",
                 {{"cpu", std::to_string(*cpu)}});
  }
}

Task<> LibvirtDaemon::wait_for_socket() {
  while (daemon_process::listener_of(socket_path()) != pid_) {
    siginfo_t info{};
    if (waitid(P_PIDFD, static_cast<id_t>(pidfd_), &info, WEXITED | WNOHANG) == 0 && info.si_pid != 0) {
      forget();
      throw Error(Reason::service_unavailable,
                  config_.program + " ended before it took connections, with status " + std::to_string(info.si_status));
    }
    co_await sleep_for(daemon_process::look_at_socket_every);
  }
}

void LibvirtDaemon::free_cpus() {
  if (pid_ == 0 || !config_.start_on_cpu) return;
  cpu_set_t all;
  if (sched_getaffinity(0, sizeof all, &all) != 0) return;
  std::error_code error;
  // Twice: a thread that was started meanwhile has its starter's processors.
  for (int round = 0; round < 2; ++round) {
    for (const auto& entry : fs::directory_iterator("/proc/" + std::to_string(pid_) + "/task", error)) {
      sched_setaffinity(std::stoi(entry.path().filename().string()), sizeof all, &all);
    }
  }
}

Task<> LibvirtDaemon::ended() {
  if (pidfd_ < 0) co_return;
  co_await readable(pidfd_);
  siginfo_t info{};
  // Fails for one that was adopted: its parent reaps it.
  waitid(P_PIDFD, static_cast<id_t>(pidfd_), &info, WEXITED | WNOHANG);
  log_.warning("libvirtd has ended", {{"pid", std::to_string(pid_)}, {"status", std::to_string(info.si_status)}});
  forget();
}

Task<> LibvirtDaemon::stop() {
  if (pidfd_ < 0) co_return;
  syscall(SYS_pidfd_send_signal, pidfd_, SIGTERM, nullptr, 0);
  bool stays = false;
  try {
    co_await within(daemon_process::ends_within, ended(), "libvirtd ends");
  } catch (const Error&) {
    stays = true;
  }
  if (!stays) co_return;
  syscall(SYS_pidfd_send_signal, pidfd_, SIGKILL, nullptr, 0);
  co_await ended();
}

}  // namespace coracle::virt::launcher

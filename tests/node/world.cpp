#include "world.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/random.h"

namespace coracle::node_test {
namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  if (!value) {
    std::fprintf(stderr, "%s is not set: run this program by tests/support/containerd.sh\n", name);
    std::_Exit(1);
  }
  return value;
}

std::string image(const std::string& name) {
  return "localhost/coracle/" + name + ":" + environment("CORACLE_VERSION");
}

namespace {
std::string first_line(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

void add_shims(std::set<std::string>& traces) {
  std::error_code gone;
  for (const auto& process : fs::directory_iterator("/proc")) {
    const auto name = first_line(process.path() / "comm");
    if (name.starts_with("containerd-shim")) traces.insert("process " + process.path().filename().string());
  }
}

void add_mounts(std::set<std::string>& traces) {
  std::ifstream mounts("/proc/self/mountinfo");
  for (std::string line; std::getline(mounts, line);) {
    std::istringstream fields(line);
    std::string field;
    for (int i = 0; i < 5; ++i) fields >> field;
    traces.insert("mount " + field);
  }
}

void add_folders(std::set<std::string>& traces, const fs::path& root, const char* what) {
  std::error_code gone;
  for (fs::recursive_directory_iterator entry(root, gone), end; !gone && entry != end; entry.increment(gone))
    if (entry->is_directory(gone) || entry->path().parent_path().filename() == "netns")
      traces.insert(what + entry->path().string());
}
}  // namespace

std::set<std::string> traces_of_pods() {
  std::set<std::string> traces;
  add_shims(traces);
  add_mounts(traces);
  const fs::path dir = environment("CORACLE_CONTAINERD_DIR");
  add_folders(traces, dir / "state/io.containerd.grpc.v1.cri", "state ");
  add_folders(traces, dir / "state/io.containerd.runtime.v2.task", "state ");
  add_folders(traces, "/var/run/netns", "namespace ");
  for (const auto& hierarchy : fs::directory_iterator("/sys/fs/cgroup"))
    add_folders(traces, hierarchy.path().string() + environment("CORACLE_CGROUP"), "cgroup ");
  return traces;
}

Task<std::set<std::string>> traces_left(std::set<std::string> before) {
  std::set<std::string> left;
  for (int tries = 0; tries < 100; ++tries) {
    left.clear();
    for (const auto& trace : traces_of_pods())
      if (!before.contains(trace)) left.insert(trace);
    if (left.empty()) break;
    co_await sleep_for(50ms);
  }
  co_return left;
}

rpc::PodSandboxConfig sandbox_config(const std::string& name) {
  rpc::PodSandboxConfig config;
  config.metadata = {name, random_uuid(), "test", 0};
  config.hostname = name;
  config.log_directory = environment("CORACLE_CONTAINERD_DIR") + "/logs/" + config.metadata.uid;
  config.cgroup_parent = environment("CORACLE_CGROUP") + "/" + config.metadata.uid;
  config.labels["test"] = name;
  return config;
}

rpc::ContainerConfig container_config(const std::string& name, std::vector<std::string> command) {
  rpc::ContainerConfig config;
  config.name = name;
  config.image = image("busybox");
  config.command = std::move(command);
  config.log_path = name + ".log";
  return config;
}

void with_containerd(std::function<Task<>(const rpc::Connection&)> body) {
  struct Run {
    static Task<> all(const std::function<Task<>(const rpc::Connection&)>& body) {
      rpc::CallQueue queue;
      const rpc::Connection connection(queue, environment("CORACLE_CONTAINERD"));
      co_await body(connection);
    }
  };
  run_task([&](Loop&) { return Run::all(body); });
}

namespace {
void remove_pod_cgroups(const std::string& parent) {
  for (const auto& hierarchy : fs::directory_iterator("/sys/fs/cgroup"))
    ::rmdir((hierarchy.path().string() + parent).c_str());
}

using PodBody = std::function<Task<>(const rpc::CriClient&, Pod)>;
Task<> with_pod_on(const rpc::Connection& connection, std::string name, const PodBody& body) {
  const rpc::CriClient cri(connection);
  Pod pod;
  pod.config = sandbox_config(name);
  fs::create_directories(pod.config.log_directory);
  pod.id = co_await cri.run_pod_sandbox(pod.config);
  std::exception_ptr failure;
  try {
    co_await body(cri, pod);
  } catch (...) {
    failure = std::current_exception();
  }
  co_await cri.stop_pod_sandbox(pod.id);
  co_await cri.remove_pod_sandbox(pod.id);
  remove_pod_cgroups(pod.config.cgroup_parent);
  if (failure) std::rethrow_exception(failure);
}
}  // namespace

void with_pod(std::string name, PodBody body) {
  with_containerd([&](const rpc::Connection& connection) { return with_pod_on(connection, name, body); });
}

Task<std::string> start(const rpc::CriClient& cri, Pod pod, rpc::ContainerConfig config) {
  const auto id = co_await cri.create_container(pod.id, config, pod.config);
  co_await cri.start_container(id);
  co_return id;
}

Task<rpc::Container> ended(const rpc::CriClient& cri, std::string container) {
  for (int tries = 0; tries < 600; ++tries) {
    auto now = co_await cri.container_status(container);
    if (now.state == rpc::ContainerState::exited) co_return now;
    co_await sleep_for(50ms);
  }
  throw Error(Reason::timeout, "container " + container + " does not end");
}

Outcome run_program(std::vector<std::string> arguments) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw system_error(errno, "pipe");
  std::vector<char*> pointers;
  for (auto& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
  pid_t child = 0;
  const int failed = ::posix_spawnp(&child, pointers[0], &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  Outcome outcome;
  char buffer[4096];
  for (ssize_t count = 0; !failed && (count = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    outcome.text.append(buffer, static_cast<std::size_t>(count));
  ::close(ends[0]);
  if (failed) throw system_error(failed, "cannot run " + arguments[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome;
}

}  // namespace coracle::node_test

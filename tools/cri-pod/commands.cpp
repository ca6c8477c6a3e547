#include "commands.h"

#include <unistd.h>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/random.h"
#include "base/scope.h"
#include "pod_file.h"

namespace coracle::cri_pod {
namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {
constexpr auto pull_limit = 30min;
/// A runtime whose shim stands still answers no stop, and one that was late keeps a record for a while: asked again.
constexpr auto stop_limit = 20s;
constexpr auto remove_limit = 60s;
constexpr auto remove_again = 500ms;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw system_error(errno, "cannot read " + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct PodName {
  std::string namespace_ = "default";
  std::string name;
};
PodName split_name(const std::string& text) {
  const auto slash = text.find('/');
  if (slash == std::string::npos) return {"default", text};
  return {text.substr(0, slash), text.substr(slash + 1)};
}

/// The pod's sandboxes: one, or none, or several where an earlier run was not removed.
Task<std::vector<rpc::PodSandbox>> find_pods(const rpc::CriClient& cri, PodName pod) {
  rpc::SandboxFilter filter;
  filter.labels = {{"io.kubernetes.pod.name", pod.name}, {"io.kubernetes.pod.namespace", pod.namespace_}};
  co_return co_await cri.list_pod_sandboxes(filter);
}
Task<rpc::PodSandbox> find_pod(const rpc::CriClient& cri, std::string text) {
  const auto pod = split_name(text);
  auto found = co_await find_pods(cri, pod);
  if (found.empty()) throw Error(Reason::not_found, "there is no pod '" + pod.namespace_ + "/" + pod.name + "'");
  co_return std::move(found.front());
}
Task<std::vector<rpc::Container>> containers_of(const rpc::CriClient& cri, std::string sandbox_id) {
  rpc::ContainerFilter filter;
  filter.pod_sandbox_id = sandbox_id;
  auto all = co_await cri.list_containers(filter);
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.created_at < b.created_at; });
  co_return all;
}
Task<rpc::Container> find_container(const rpc::CriClient& cri, rpc::PodSandbox pod, std::string name) {
  const auto all = co_await containers_of(cri, pod.id);
  for (const auto& container : all)
    if (name.empty() || container.name == name) co_return container;
  throw Error(Reason::not_found,
              "pod '" + pod.metadata.name + "' has no container" + (name.empty() ? name : " '" + name + "'"));
}

Task<std::string> have_image(const rpc::CriClient& cri, PodContainer container, rpc::PodSandboxConfig sandbox) {
  const auto& name = container.config.image;
  if (container.pull != PullPolicy::always) {
    const auto image = co_await cri.image_status(name);
    if (image) co_return image->id;
    if (container.pull == PullPolicy::never)
      throw Error(Reason::not_found, "image '" + name + "' is not there and imagePullPolicy is Never");
  }
  co_return co_await cri.pull_image(name, sandbox, std::nullopt, pull_limit);
}

/// A pod's own name must have an address: programs that look it up (libvirtd does at each start of a domain) otherwise
/// wait five seconds for a name server. The kubelet gives every pod such a file, unless it is in the host's network.
std::string write_hosts(const PodFile& pod, const std::vector<std::string>& ips) {
  const auto path = fs::path(pod.sandbox.log_directory).parent_path() / "hosts";
  std::ofstream file(path);
  file << "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n";
  for (const auto& ip : ips) file << ip << "\t" << pod.sandbox.hostname << "\n";
  file.close();
  if (!file) throw system_error(errno, "cannot write " + path.string());
  return path;
}

Task<> start_containers(const rpc::CriClient& cri, const PodFile& pod, std::string sandbox_id) {
  const auto sandbox = co_await cri.pod_sandbox_status(sandbox_id);
  rpc::Mount hosts;
  hosts.container_path = "/etc/hosts";
  if (!sandbox.ips.empty()) hosts.host_path = write_hosts(pod, sandbox.ips);
  for (const auto& container : pod.containers) {
    auto config = container.config;
    const auto is_hosts = [](const rpc::Mount& mount) { return mount.container_path == "/etc/hosts"; };
    const bool own_hosts = std::any_of(config.mounts.begin(), config.mounts.end(), is_hosts);
    if (!hosts.host_path.empty() && !own_hosts) config.mounts.push_back(hosts);
    config.image = co_await have_image(cri, container, pod.sandbox);
    const auto id = co_await cri.create_container(sandbox_id, config, pod.sandbox);
    co_await cri.start_container(id);
  }
}

/// The runtime makes the pod's cgroup in each hierarchy and removes only what lies below it.
void remove_cgroups(const std::string& cgroup_parent, const std::string& uid) {
  if (uid.empty() || uid.find('/') != std::string::npos) return;
  std::error_code ignored;
  std::vector<fs::path> roots{"/sys/fs/cgroup"};
  for (const auto& entry : fs::directory_iterator("/sys/fs/cgroup", ignored)) roots.push_back(entry.path());
  for (const auto& root : roots) {
    const auto parent = root.string() + cgroup_parent;
    ::rmdir((parent + "/" + uid).c_str());
    ::rmdir(parent.c_str());  // goes with the last pod; fails while others are in it
  }
}

Task<> remove_sandbox(const rpc::CriClient& cri, rpc::PodSandbox sandbox, std::string cgroup_parent) {
  const auto end = std::chrono::steady_clock::now() + remove_limit;
  while (true) {
    std::optional<Error> failure;
    try {
      co_await within(stop_limit, cri.stop_pod_sandbox(sandbox.id), "stop pod '" + sandbox.metadata.name + "'");
      co_await within(stop_limit, cri.remove_pod_sandbox(sandbox.id), "remove pod '" + sandbox.metadata.name + "'");
    } catch (const Error& error) {
      failure = error;
    }
    if (!failure) break;
    if (std::chrono::steady_clock::now() + remove_again > end) throw Error(*failure);
    co_await sleep_for(remove_again);
  }
  remove_cgroups(cgroup_parent, sandbox.metadata.uid);
}

const char* state_name(rpc::ContainerState state) {
  switch (state) {
    case rpc::ContainerState::created:
      return "created";
    case rpc::ContainerState::running:
      return "running";
    case rpc::ContainerState::exited:
      return "exited";
    case rpc::ContainerState::unknown:
      break;
  }
  return "unknown";
}

void make_folders(const PodFile& pod) {
  fs::create_directories(pod.sandbox.log_directory);
  for (const auto& folder : pod.folders) {
    fs::create_directories(folder.path);
    fs::permissions(folder.path, fs::perms::all);  // as the kubelet's emptyDir without fsGroup
  }
}
}  // namespace

Task<int> run(const rpc::CriClient& cri, Options options, std::string file) {
  const auto text = read_file(file);
  const PodPlaces places{options.state, options.cgroup_parent, random_uuid()};
  const auto pod = read_pod_file(text, places);
  if (!pod) throw pod.error().in(file);
  rpc::PodSandbox made;
  made.metadata = pod->sandbox.metadata;
  const PodName name{made.metadata.namespace_, made.metadata.name};
  const auto there = co_await find_pods(cri, name);
  if (!there.empty())
    throw Error(Reason::already_exists,
                "pod '" + name.namespace_ + "/" + name.name + "' is there already: remove it first");
  make_folders(*pod);
  std::exception_ptr failure;
  try {
    made.id = co_await cri.run_pod_sandbox(pod->sandbox);
    co_await start_containers(cri, *pod, made.id);
  } catch (const Error&) {  // nothing half made stays behind
    failure = std::current_exception();
  }
  if (failure) {
    if (!made.id.empty()) co_await remove_sandbox(cri, made, options.cgroup_parent);
    remove_cgroups(options.cgroup_parent, made.metadata.uid);
    fs::remove_all(pod_folder(options.state, name.namespace_, name.name));
    std::rethrow_exception(failure);
  }
  std::printf("%s\n", made.id.c_str());
  co_return 0;
}

namespace {
Task<int> wait_for_containers(const rpc::CriClient& cri, std::string sandbox_id, const rpc::ContainerdEvents& events) {
  // Subscribed before the first look, so that no end is missed between look and wait.
  const auto ends = co_await events.open();
  while (true) {
    bool running = false;
    int exit_code = 0;
    const auto containers = co_await containers_of(cri, sandbox_id);
    for (const auto& container : containers) {
      const auto now = co_await cri.container_status(container.id);
      running = running || now.state != rpc::ContainerState::exited;
      if (exit_code == 0) exit_code = now.exit_code;
    }
    if (!running) co_return exit_code;
    // An event is a reason to look now; containerd's own state may lag behind it, hence the second look soon after.
    try {
      co_await within(1s, ends->next(), "wait for an event");
    } catch (const Error& error) {
      if (error.reason() != Reason::timeout) throw;
    }
  }
}

/// One line of a CRI log: TIME stdout|stderr F|P TEXT, P being a part that goes on in the next line.
void print_log_line(const std::string& line, const std::string& path) {
  const auto stream = line.find(' ');
  const auto flag = stream == std::string::npos ? stream : line.find(' ', stream + 1);
  const auto start = flag == std::string::npos ? flag : line.find(' ', flag + 1);
  if (start == std::string::npos) throw Error(Reason::internal_error, path + " is no CRI log");
  auto* out = line.compare(stream + 1, 6, "stderr") == 0 ? stderr : stdout;
  std::fwrite(line.data() + start + 1, 1, line.size() - start - 1, out);
  if (line.compare(flag + 1, 1, "P") != 0) std::fputc('\n', out);
}
}  // namespace

Task<int> wait(const rpc::CriClient& cri, Options options, std::string pod, const rpc::ContainerdEvents& events) {
  const auto sandbox = co_await find_pod(cri, pod);
  co_return co_await within(options.timeout, wait_for_containers(cri, sandbox.id, events),
                            "wait for pod '" + pod + "'");
}

Task<int> log(const rpc::CriClient& cri, Options options, std::string pod) {
  const auto sandbox = co_await find_pod(cri, pod);
  const auto found = co_await find_container(cri, sandbox, options.container);
  const auto container = co_await cri.container_status(found.id);
  std::ifstream file(container.log_path);
  if (!file) throw system_error(errno, "cannot read " + container.log_path);
  for (std::string line; std::getline(file, line);) print_log_line(line, container.log_path);
  co_return 0;
}

Task<int> exec(const rpc::CriClient& cri, Options options, std::string pod, std::vector<std::string> command) {
  const auto sandbox = co_await find_pod(cri, pod);
  const auto container = co_await find_container(cri, sandbox, options.container);
  const auto result = co_await cri.exec_sync(container.id, command, options.timeout);
  std::fwrite(result.out.data(), 1, result.out.size(), stdout);
  std::fwrite(result.err.data(), 1, result.err.size(), stderr);
  co_return result.exit_code;
}

Task<int> status(const rpc::CriClient& cri, Options, std::string pod) {
  const auto found = co_await find_pod(cri, pod);
  const auto sandbox = co_await cri.pod_sandbox_status(found.id);
  std::printf("pod %s/%s %s %s\n", sandbox.metadata.namespace_.c_str(), sandbox.metadata.name.c_str(),
              sandbox.state == rpc::PodSandboxState::ready ? "ready" : "not-ready",
              sandbox.ips.empty() ? "-" : sandbox.ips.front().c_str());
  const auto items = co_await containers_of(cri, sandbox.id);
  for (const auto& item : items) {
    const auto container = co_await cri.container_status(item.id);
    std::printf("container %s %s %d %s\n", container.name.c_str(), state_name(container.state), container.exit_code,
                container.reason.empty() ? "-" : container.reason.c_str());
  }
  co_return 0;
}

Task<int> remove(const rpc::CriClient& cri, Options options, std::string pod) {
  const auto name = split_name(pod);
  const auto found = co_await find_pods(cri, name);
  if (found.empty()) throw Error(Reason::not_found, "there is no pod '" + name.namespace_ + "/" + name.name + "'");
  for (const auto& sandbox : found) co_await remove_sandbox(cri, sandbox, options.cgroup_parent);
  fs::remove_all(pod_folder(options.state, name.namespace_, name.name));
  co_return 0;
}

}  // namespace coracle::cri_pod

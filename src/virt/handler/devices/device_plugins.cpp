#include "virt/handler/devices/device_plugins.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include <algorithm>

#include "rpc/calls.h"
#include "virt/handler/host_folder.h"

namespace coracle::virt::handler {
using namespace std::chrono_literals;

namespace plugging {
namespace {

constexpr const char* kubelet_socket = "kubelet.sock";
constexpr const char* own_prefix = "kubevirt-";
constexpr const char* resource_prefix = "devices.kubevirt.io/";
constexpr Duration after_failure = 1s;
/// A kubelet that was told of a plugin asks for its list at once. One that lost the list, or never got to ask, counts
/// the devices as lost until it is told anew.
constexpr Duration asked_within = 10s;
constexpr Duration stop_limit = 2s;

bool is_device(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISCHR(status.st_mode);
}

std::string cache_folder(const shared::HostPaths& paths) {
  auto folder = paths.node_labeller() + "/libvirt-cache";
  struct stat status {};
  // Made by the probe's pod: a link there would be mounted as what it leads to.
  return ::lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) ? folder : std::string();
}

/// Tells one socket from the next of its name, whose inode may be the same; empty when there is none.
std::string identity_of(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return {};
  return fmt::format("{}/{}.{}", status.st_ino, status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
}

Task<rpc::Allocation> allocate(SharedDevice device, shared::HostPaths paths) {
  co_return allocation_of(device, cache_folder(paths));
}

}  // namespace
}  // namespace plugging

struct DevicePlugins::State {
  State(Loop::Executor runs_on, const shared::HostPaths& host, FolderWatch& watch, std::vector<SharedDevice> offered,
        std::int64_t how_many, const Log& to)
      : executor(runs_on),
        paths(host),
        folders(watch),
        devices(std::move(offered)),
        count(how_many),
        log(to.part("devices")),
        wake(runs_on) {}

  std::string kubelet() const { return paths.device_plugins() + "/" + plugging::kubelet_socket; }
  std::string socket_of(const SharedDevice& device) const {
    return fmt::format("{}/kubevirt-{}.sock", paths.device_plugins(), device.name);
  }
  void tell(bool all) const {
    if (offered) offered(all);
  }
  /// Each of our sockets is the one that was registered: whoever removes one (a kubelet that starts does so, and may
  /// begin to serve before it has) has to be told of the next.
  bool sockets_are_there() const;
  /// How long still the kubelet may take to ask for all lists; nothing while it follows them all.
  std::optional<Duration> unasked_for() const;
  Task<> start();
  Task<> stop();

  Loop::Executor executor;
  shared::HostPaths paths;
  FolderWatch& folders;
  std::vector<SharedDevice> devices;
  std::int64_t count;
  Log log;
  Event wake;
  std::function<void(bool)> offered;
  rpc::CallQueue calls;
  std::map<std::string, std::unique_ptr<rpc::DevicePluginServer>> servers;
  std::map<std::string, std::string> sockets;  ///< identities, by device
  SteadyTime registered{};
};

rpc::Allocation allocation_of(const SharedDevice& device, const std::string& cache) {
  rpc::Allocation allocation;
  allocation.devices.push_back({device.path, device.path, "mrw"});
  if (device.name != "tun" || cache.empty()) return allocation;
  rpc::Mount mount;
  mount.container_path = shared::pod_path::libvirt_cache;
  mount.host_path = cache;
  mount.readonly = true;
  allocation.mounts.push_back(std::move(mount));
  return allocation;
}

std::vector<rpc::PluginDevice> plugin_devices(const SharedDevice& device, std::int64_t count, bool healthy) {
  std::vector<rpc::PluginDevice> all;
  for (std::int64_t i = 0; i < count; ++i) all.push_back({fmt::format("{}{}", device.name, i), healthy});
  return all;
}

DevicePlugins::DevicePlugins(Loop::Executor executor, const shared::HostPaths& paths, FolderWatch& folders,
                             std::vector<SharedDevice> devices, std::int64_t count, Log log)
    : state_(std::make_unique<State>(std::move(executor), paths, folders, std::move(devices), count, log)) {}
DevicePlugins::~DevicePlugins() = default;

void DevicePlugins::on_offered(std::function<void(bool)> callback) { state_->offered = std::move(callback); }

void DevicePlugins::set_count(std::int64_t count) {
  state_->count = count;
  check_health();
}

void DevicePlugins::check_health() {
  for (const auto& device : state_->devices) {
    const auto found = state_->servers.find(device.name);
    if (found == state_->servers.end()) continue;
    found->second->set_devices(plugin_devices(device, state_->count, plugging::is_device(device.path)));
  }
}

bool DevicePlugins::State::sockets_are_there() const {
  return std::ranges::all_of(devices, [this](const auto& device) {
    const auto known = sockets.find(device.name);
    return known != sockets.end() && plugging::identity_of(socket_of(device)) == known->second;
  });
}

std::optional<Duration> DevicePlugins::State::unasked_for() const {
  if (std::ranges::all_of(servers, [](const auto& entry) { return entry.second->watched(); })) return std::nullopt;
  return std::max(Duration::zero(), registered + plugging::asked_within - std::chrono::steady_clock::now());
}

Task<> DevicePlugins::State::start() {
  for (const auto& device : devices) {
    const auto host = paths;
    auto server = std::make_unique<rpc::DevicePluginServer>(
        executor, socket_of(device), [device, host](rpc::DeviceIds) { return plugging::allocate(device, host); });
    server->set_devices(plugin_devices(device, count, plugging::is_device(device.path)));
    server->on_watched([this] { wake.set(); });
    server->start();
    servers[device.name] = std::move(server);
    sockets[device.name] = plugging::identity_of(socket_of(device));
  }
  const rpc::Connection connection(calls, kubelet());
  for (const auto& device : devices) {
    rpc::PluginRegistration registration;
    registration.endpoint = fmt::format("kubevirt-{}.sock", device.name);
    registration.resource_name = plugging::resource_prefix + device.name;
    co_await rpc::register_plugin(connection, registration);
  }
  registered = std::chrono::steady_clock::now();
}

Task<> DevicePlugins::State::stop() {
  auto old = std::move(servers);
  servers.clear();
  sockets.clear();
  for (auto& [name, server] : old) co_await server->stop();
}

Task<> DevicePlugins::run() {
  auto& state = *state_;
  const auto folder = make_host_folder(state.paths.device_plugins(), 0755);
  const auto watched = state.folders.watch(folder.get(), [&state](const std::string& name) {
    if (name.empty() || name == plugging::kubelet_socket || name.starts_with(plugging::own_prefix)) state.wake.set();
  });
  std::string registered_with;
  std::exception_ptr ended;
  try {
    while (true) {
      state.wake.reset();
      const auto there = plugging::identity_of(state.kubelet());
      const bool forgotten = !registered_with.empty() && state.unasked_for() == Duration::zero();
      if (forgotten) state.log.warning("the kubelet does not follow the devices any more: it is told of them anew");
      if (forgotten || there != registered_with || there.empty() || !state.sockets_are_there()) {
        if (!registered_with.empty()) state.tell(false);
        registered_with.clear();
        // A server's stop cannot be cancelled, and would leave this task so too.
        auto stopping = state.stop();
        co_await shielded(std::move(stopping));
      }
      std::optional<Error> failure;
      try {
        if (!there.empty() && registered_with.empty()) {
          co_await state.start();
          registered_with = there;
          state.log.info("offered to the kubelet", {{"devices", std::to_string(state.devices.size())}});
          state.tell(true);
        }
      } catch (const Error& error) {
        failure = error;
      }
      if (failure) {
        state.log.info("the kubelet does not take the devices yet", {{"why", failure->what()}});
        co_await state.wake.wait_for(plugging::after_failure);
      } else if (!state.wake.is_set()) {
        const auto left = registered_with.empty() ? std::nullopt : state.unasked_for();
        if (left)
          co_await state.wake.wait_for(*left);
        else
          co_await state.wake.wait();
      }
    }
  } catch (...) {
    ended = std::current_exception();
  }
  co_await uncancellable();
  auto stopping = state.stop();
  co_await within(plugging::stop_limit, std::move(stopping), "the device plugins' end");
  std::rethrow_exception(ended);
}

}  // namespace coracle::virt::handler

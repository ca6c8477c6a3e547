#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/scope.h"
#include "rpc/device_plugin.h"
#include "virt/handler/folder_watch/folder_watch.h"
#include "virt/shared/paths.h"

namespace coracle::virt::handler {

/// A device that guests share: the kubelet counts how many use it, the file is one.
struct SharedDevice {
  std::string name;  ///< "kvm": of devices.kubevirt.io/kvm, and of the plugin's socket
  std::string path;  ///< "/dev/kvm"
  bool operator==(const SharedDevice&) const = default;
};

/// What a container gets with one of them. `cache` is the folder of libvirt's capabilities on the host, or empty; it
/// comes with tun, which every guest asks for.
rpc::Allocation allocation_of(const SharedDevice& device, const std::string& cache);
/// "kvm0" to "kvm<count - 1>".
std::vector<rpc::PluginDevice> plugin_devices(const SharedDevice& device, std::int64_t count, bool healthy);

/// Offers devices to the kubelet: serves a plugin each, registers them, and again whenever a new kubelet has come,
/// which has forgotten them, or one of their sockets has gone. Of one loop.
class DevicePlugins {
 public:
  DevicePlugins(Loop::Executor executor, const shared::HostPaths& paths, FolderWatch& folders,
                std::vector<SharedDevice> devices, std::int64_t count, Log log);
  ~DevicePlugins();

  /// Called when all are registered (true), and when they are not any more.
  void on_offered(std::function<void(bool)> callback);
  /// How many guests may use each from now on.
  void set_count(std::int64_t count);
  /// Looks whether the devices are still there; the kubelet is told.
  void check_health();
  /// Until cancelled.
  Task<> run();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace coracle::virt::handler

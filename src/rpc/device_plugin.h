#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rpc/calls.h"
#include "rpc/cri_types.h"
#include "rpc/server.h"

/// The kubelet's device plugin API, v1beta1, from both sides.
/// https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/
namespace coracle::rpc {

struct PluginOptions {
  bool pre_start_required = false;
  bool preferred_allocation_available = false;
};
struct PluginRegistration {
  std::string version = "v1beta1";
  std::string endpoint;       ///< name of the plugin's socket in the kubelet's folder
  std::string resource_name;  ///< "devices.kubevirt.io/kvm"
  PluginOptions options;
};
struct PluginDevice {
  std::string id;  ///< 63 characters at most
  bool healthy = true;
  bool operator==(const PluginDevice&) const = default;
};
/// What one container needs to use the devices it was given.
struct Allocation {
  StringMap envs;
  std::vector<Mount> mounts;
  std::vector<Device> devices;
  StringMap annotations;
};
using DeviceIds = std::vector<std::string>;

/// A plugin: offers devices to the kubelet on a socket in the kubelet's folder. Of one loop.
class DevicePluginServer {
 public:
  using Allocate = std::function<Task<Allocation>(DeviceIds devices)>;

  DevicePluginServer(Loop::Executor executor, std::string socket, Allocate allocate);
  ~DevicePluginServer();
  /// Throws when the socket cannot be bound.
  void start();
  /// What it has from now on; every kubelet that watches is told.
  void set_devices(std::vector<PluginDevice> devices);
  /// Whether a kubelet follows the list. One that does not any more has to be told of the plugin anew.
  bool watched() const;
  /// Called when watched() may have changed. Before start().
  void on_watched(std::function<void()> callback);
  Task<> stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Tells the kubelet, on `kubelet` (a connection to its kubelet.sock), of a plugin that already serves its socket.
Task<> register_plugin(const Connection& kubelet, PluginRegistration plugin);

/// The kubelet's end of registration. `registered` runs for each plugin that comes; what it throws is the answer.
class RegistrationServer {
 public:
  using Registered = std::function<Task<>(PluginRegistration plugin)>;

  RegistrationServer(Loop::Executor executor, std::string socket, Registered registered);
  void start() { server_.start(); }
  Task<> stop() { return server_.stop(); }

 private:
  Server server_;
};

/// A plugin as the kubelet sees it.
class DevicePluginClient {
 public:
  explicit DevicePluginClient(const Connection& connection) : connection_(connection) {}

  class Watch {
   public:
    explicit Watch(std::unique_ptr<IncomingStream> stream) : stream_(std::move(stream)) {}
    /// The whole list, whenever it changed; nothing when the plugin ended the watch. Throws when it was lost.
    Task<std::optional<std::vector<PluginDevice>>> next();

   private:
    std::unique_ptr<IncomingStream> stream_;
  };

  Task<PluginOptions> options() const;
  Task<std::unique_ptr<Watch>> watch() const;
  /// One answer for each container.
  Task<std::vector<Allocation>> allocate(std::vector<DeviceIds> containers) const;
  Task<> pre_start_container(DeviceIds devices) const;
  /// Which `count` of `available` the plugin would like to give, `must_include` among them.
  Task<DeviceIds> preferred_allocation(DeviceIds available, DeviceIds must_include, std::int32_t count) const;

 private:
  const Connection& connection_;
};

}  // namespace coracle::rpc

#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "base/log.h"
#include "base/scope.h"
#include "rpc/device_plugin.h"

namespace coracle::node::devices {

/// As Node.status shows it. A plugin that was lost leaves its capacity for five minutes and allocatable 0; then both
/// are 0.
struct Resource {
  std::int64_t capacity = 0;
  std::int64_t allocatable = 0;
  bool operator==(const Resource&) const = default;
};

struct Wanted {
  std::string pod_uid;
  std::string container;
  std::map<std::string, std::int64_t> counts;  ///< "devices.kubevirt.io/kvm": 1; names no plugin ever offered fail
  bool init = false;  ///< an init container that ends: later containers of its pod may have its devices
};

/// The device plugin manager of the kubelet: plugins register at <folder>/kubelet.sock, say what devices they have,
/// and tell what a container needs to use them. Which container has which device is kept in
/// <folder>/kubelet_internal_checkpoint, so that a restart of ours gives no device twice. Of one loop.
/// https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/
class Devices {
 public:
  /// `folder` is Paths::device_plugins(); `queue` outlives it. Reads the checkpoint; one that cannot be read is set
  /// aside with a warning.
  Devices(Loop& loop, rpc::CallQueue& queue, std::string folder, Log log);
  ~Devices();

  /// Removes the sockets in the folder, as each new kubelet does (it tells plugins to register anew), serves
  /// kubelet.sock and follows the plugins until cancelled.
  Task<> run();
  /// Waits until kubelet.sock is served.
  Task<> serving();

  std::map<std::string, Resource> resources() const;
  /// Called on the loop whenever resources() differ.
  void on_change(std::function<void()> callback);

  /// Gives devices and asks their plugins (Allocate, with GetPreferredAllocation where offered). A container that has
  /// its devices already gets the same answer again, without a call. Throws what an UnexpectedAdmissionError says
  /// after "Allocate failed due to ": `requested number of devices unavailable for R. Requested: 1, Available: 0`.
  Task<rpc::Allocation> allocate(Wanted wanted);
  /// Before each start of the container: PreStartContainer of the plugins that ask for it.
  Task<> pre_start(std::string pod_uid, std::string container);

  /// The pod has ended: its devices are free.
  void release(const std::string& pod_uid);
  /// Pods that hold devices: for release() of those that are gone.
  std::set<std::string> holders() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace coracle::node::devices

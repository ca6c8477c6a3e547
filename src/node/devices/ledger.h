#pragma once
// Which container has which device: the rules and the checkpoint, without sockets.
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rpc/device_plugin.h"

namespace coracle::node::devices {

using DeviceSet = std::set<std::string>;

/// What one container was given of one resource.
struct Holding {
  DeviceSet devices;
  rpc::Allocation answer;  ///< of the plugin
  bool init = false;       ///< of an init container that ends: its devices serve the pod's later containers too
  bool operator==(const Holding& other) const { return devices == other.devices && init == other.init; }
};

/// Pod uid -> container -> resource.
using Holdings = std::map<std::string, std::map<std::string, std::map<std::string, Holding>>>;

class Ledger {
 public:
  const Holding* find(const std::string& pod, const std::string& container, const std::string& resource) const;
  void put(const std::string& pod, const std::string& container, const std::string& resource, Holding holding);
  /// False when it held nothing.
  bool release(const std::string& pod);
  /// Devices of the resource that somebody has, except those of the pod's init containers, which are its own.
  DeviceSet taken(const std::string& resource, const std::string& except_init_of = {}) const;
  /// Those of the pod's init containers.
  DeviceSet reusable(const std::string& pod, const std::string& resource) const;
  const Holdings& all() const { return holdings_; }

  /// {"version": 1, "checksum": "<sha256 of entries>", "entries": [...]}
  std::string text() const;
  /// invalid when the text is cut off, changed or of another version.
  static Result<Ledger> parse(std::string_view text);

 private:
  Holdings holdings_;
};

/// What a container is given: `count` healthy devices that nobody has, those in `reusable` first. Throws
/// conflict: `requested number of devices unavailable for R. Requested: 2, Available: 1`.
struct Choice {
  DeviceSet must;        ///< the pod's own, to be used again
  DeviceSet free;        ///< whence the rest comes
  std::size_t more = 0;  ///< how many of `free`
};
Choice choose(const std::string& resource, std::int64_t count, const DeviceSet& healthy, const DeviceSet& taken,
              const DeviceSet& reusable);

/// Several plugins' answers for one container as one; the first of two mounts or devices of one path counts.
rpc::Allocation merged(const std::vector<rpc::Allocation>& answers);

}  // namespace coracle::node::devices

#pragma once
#include <map>
#include <string>
#include <vector>

#include "api/core/v1/node.h"
#include "base/time.h"
#include "node/machine/machine.h"
#include "rpc/cri.h"

namespace coracle::node {

/// What our Node is to say.
struct NodeFacts {
  std::string name;
  std::string version;          ///< of the kubelet: "v1.36.2+coracle.0.1.0"
  std::string runtime_version;  ///< "containerd://1.6.20"
  std::vector<std::string> addresses;
  std::string pod_cidr;
  std::string pod_cidr_v6;
  std::int32_t kubelet_port = 0;
  Machine machine;
  Pressure pressure;
  /// Empty when pods can run; else why not, for condition Ready: "container runtime is down".
  std::string not_ready;
  std::vector<rpc::Image> images;
  /// Of device plugins: how many there are, and how many work.
  struct Devices {
    std::int64_t capacity = 0;
    std::int64_t allocatable = 0;
  };
  std::map<std::string, Devices> devices;
};

inline constexpr std::int64_t most_pods = 250;

/// The node as it should be: `now` with what is ours in it changed, all else kept (labels, annotations, taints and
/// conditions that others set). A condition's times change only as the kubelet's do.
api::core::v1::Node planned_node(const api::core::v1::Node& now, const NodeFacts& facts, WallTime time);

/// Whether two nodes differ in more than heartbeat times.
bool differs_in_more_than_heartbeats(const api::core::v1::Node& a, const api::core::v1::Node& b);

}  // namespace coracle::node

#pragma once
#include <string>
#include <vector>

#include "base/task.h"
#include "node/containerd/config.h"
#include "node/host_ports.h"
#include "proc/namespaces.h"

namespace coracle::node {

/// The pods' bridge in our own network: made before the first pod, so that the node has an address.
class NodeNetwork {
 public:
  NodeNetwork(PodNetwork network, bool uplink, proc::Helper helper)
      : network_(std::move(network)), uplink_(uplink), helper_(std::move(helper)) {}
  /// Bridge, addresses, forwarding; with an uplink masquerading. Leaves what is there.
  Task<> set_up();
  Task<> tear_down();
  /// From now on these ports of the host lead to pods, and no others do.
  Task<> set_host_ports(std::vector<HostPort> ports);
  /// The node's: the bridge's.
  std::vector<std::string> addresses() const;
  const PodNetwork& network() const { return network_; }

 private:
  Task<> perform(json::Value request);
  PodNetwork network_;
  bool uplink_;
  proc::Helper helper_;
  bool has_host_ports_ = false;
};

/// Whether the kernel has IPv6 here.
bool has_ipv6();

}  // namespace coracle::node

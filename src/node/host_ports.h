#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "node/containerd/config.h"

namespace coracle::node {

/// A port of the host that leads to a port of a pod.
struct HostPort {
  std::string protocol = "TCP";  ///< "TCP", "UDP", "SCTP"
  std::string host_ip;           ///< of the host; empty: all its addresses
  std::uint16_t host_port = 0;
  std::string pod_ip;  ///< IPv4
  std::uint16_t pod_port = 0;
  bool operator==(const HostPort&) const = default;
};

/// The ruleset of all host ports: one table of ours, replaced as a whole in one transaction.
std::string host_port_rules(const std::vector<HostPort>& ports, const PodNetwork& network);
std::string no_host_port_rules();

}  // namespace coracle::node

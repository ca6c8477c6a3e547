#include "node/network.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/files.h"
#include "proc/child.h"
#include "proc/network.h"

namespace coracle::node {

bool has_ipv6() {
  const Fd file(::open("/proc/sys/net/ipv6/conf/all/disable_ipv6", O_RDONLY | O_CLOEXEC));
  char value = '1';
  return file && ::read(file.get(), &value, 1) == 1 && value == '0';
}

// One of each type: the API takes a node's addresses apart by their type.
std::vector<std::string> NodeNetwork::addresses() const { return {gateway_of(network_.cidr)}; }

Task<> NodeNetwork::perform(json::Value request) {
  const auto self = proc::open_pidfd(::getpid());
  co_await proc::in_namespaces(self.get(), {}, "network", std::move(request), helper_);
}

Task<> NodeNetwork::set_up() {
  const auto length = [](const std::string& cidr) { return cidr.substr(cidr.find('/')); };
  proc::NetworkRequest request;
  request.add_bridge(network_.bridge);
  proc::LinkChange up;
  up.up = true;
  request.set_link(network_.bridge, up);
  request.add_address(network_.bridge, gateway_of(network_.cidr) + length(network_.cidr));
  request.set_sysctl("net.ipv4.ip_forward", "1");
  if (!network_.cidr_v6.empty()) {
    request.add_address(network_.bridge, gateway_of(network_.cidr_v6) + length(network_.cidr_v6));
    request.set_sysctl("net.ipv6.conf.all.forwarding", "1");
  }
  if (uplink_) request.apply_nft(masquerade_rules(network_));
  co_await perform(request.take());
}

Task<> NodeNetwork::set_host_ports(std::vector<HostPort> ports) {
  if (ports.empty() && !has_host_ports_) co_return;
  has_host_ports_ = true;
  proc::NetworkRequest request;
  // What the host itself sends to its loopback addresses must reach the bridge.
  request.set_sysctl("net.ipv4.conf." + network_.bridge + ".route_localnet", "1");
  request.apply_nft(host_port_rules(ports, network_));
  co_await perform(request.take());
}

Task<> NodeNetwork::tear_down() {
  proc::NetworkRequest request;
  request.remove_link(network_.bridge);
  request.apply_nft(no_host_port_rules());
  if (uplink_) request.apply_nft(no_masquerade_rules());
  co_await perform(request.take());
}

}  // namespace coracle::node

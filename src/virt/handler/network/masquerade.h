#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "virt/handler/network/plan.h"

namespace coracle::virt::handler::network {

/// A port of spec.domain.devices.interfaces[].ports: what reaches the pod there goes to the guest.
struct Port {
  enum class Protocol { tcp, udp };
  Protocol protocol = Protocol::tcp;
  std::uint16_t port = 0;
};

/// The two ends of the link between pod and guest in one family.
struct GuestSubnet {
  std::string gateway;  ///< of the bridge: "10.0.2.1"
  std::string guest;    ///< "10.0.2.2"
  int prefix = 24;
};

/// The masquerade binding: the guest has an address of its own behind the pod's, and all that reaches the pod goes on
/// to it. https://kubevirt.io/user-guide/network/interfaces_and_networks/#masquerade
struct Masquerade {
  std::string pod_interface = "eth0";
  std::string bridge = "k6t-eth0";
  std::string tap = "tap0";
  std::uint32_t mtu = 1500;
  bool multi_queue = false;
  std::optional<GuestSubnet> ipv4 = GuestSubnet{"10.0.2.1", "10.0.2.2", 24};
  std::optional<GuestSubnet> ipv6;  ///< fd10:0:2::1 and ::2, prefix 120, where the pod has IPv6
  std::vector<Port> ports;          ///< none: every port
};

/// The first two hosts of spec.networks[].pod.vmNetworkCIDR. An error when it leaves fewer than two.
Result<GuestSubnet> guest_subnet(const std::string& cidr);

/// The network address translation as text for nft, replacing what an earlier run has made. An error when a name or an
/// address is none: nothing else may get into the text.
Result<std::string> masquerade_nftables(const Masquerade& binding);
Result<Plan> masquerade_plan(const Masquerade& binding);

}  // namespace coracle::virt::handler::network

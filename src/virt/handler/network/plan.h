#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "json/value.h"

namespace coracle::virt::handler::network {

/// What one guest interface needs in its pod's network, as data: whoever enters the namespace makes it so, in this
/// order, and may do it again.
struct Link {
  enum class Kind { bridge, tap };
  Kind kind = Kind::bridge;
  std::string name;
  std::string mac;  ///< empty: the kernel's choice
  std::uint32_t mtu = 1500;
  std::string bridge;  ///< the bridge it is a port of, or empty
  /// Of a tap: who may open it, so that the unprivileged QEMU does.
  std::uint32_t owner = 0;
  bool multi_queue = false;
  /// Off where the pod's own packets go to a guest: DHCP clients look at a checksum that no hardware completes.
  bool tx_checksum = true;
  bool operator==(const Link&) const = default;
};

struct Address {
  std::string link;
  std::string address;  ///< "10.0.2.1/24"
  bool operator==(const Address&) const = default;
};

/// Below /proc/sys, with slashes, because interface names may hold dots.
struct Sysctl {
  std::string path;
  std::string value;
  bool operator==(const Sysctl&) const = default;
};

struct Plan {
  std::vector<Link> links;
  std::vector<Address> addresses;
  std::vector<Sysctl> sysctls;
  std::string nftables;  ///< one transaction for libnftables
};

/// {"links": [...], "addresses": [...], "sysctls": [...], "nftables": "..."}, members named as above.
json::Object to_json(const Plan& plan);

}  // namespace coracle::virt::handler::network

#include "virt/handler/network/masquerade.h"

#include <arpa/inet.h>
#include <net/if.h>

#include <array>
#include <charconv>

namespace coracle::virt::handler::network {

namespace masquerading {
namespace {

constexpr std::uint32_t qemu_user = 107;
constexpr std::string_view bridge_mac = "02:00:00:00:00:00";

struct Family {
  const char* name;  ///< of the table and in rules
  const char* loopback;
  int number;
};
constexpr Family ipv4_family{"ip", "127.0.0.1", AF_INET};
constexpr Family ipv6_family{"ip6", "::1", AF_INET6};

bool is_interface_name(const std::string& name) {
  if (name.empty() || name.size() >= IFNAMSIZ || name == "." || name == "..") return false;
  for (const char each : name) {
    const bool plain = (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9') ||
                       each == '-' || each == '_' || each == '.';
    if (!plain) return false;
  }
  return true;
}

bool is_address(const std::string& text, const Family& family) {
  std::array<unsigned char, 16> bytes{};
  return inet_pton(family.number, text.c_str(), bytes.data()) == 1;
}

std::optional<Error> wrong_part(const Masquerade& binding) {
  for (const auto& name : {binding.pod_interface, binding.bridge, binding.tap}) {
    if (!is_interface_name(name)) return Error(Reason::invalid, "not a name of a network interface: " + name);
  }
  if (!binding.ipv4 && !binding.ipv6) return Error(Reason::invalid, "masquerade needs an IPv4 or an IPv6 subnet");
  const auto check = [](const std::optional<GuestSubnet>& subnet, const Family& family) -> std::optional<Error> {
    if (!subnet) return std::nullopt;
    for (const auto& address : {subnet->gateway, subnet->guest}) {
      if (!is_address(address, family)) {
        return Error(Reason::invalid, "not an address of family " + std::string(family.name) + ": " + address);
      }
    }
    return std::nullopt;
  };
  if (auto error = check(binding.ipv4, ipv4_family)) return error;
  if (auto error = check(binding.ipv6, ipv6_family)) return error;
  for (const auto& port : binding.ports) {
    if (port.port == 0) return Error(Reason::invalid, "a forwarded port must be between 1 and 65535");
  }
  return std::nullopt;
}

class Rules {
 public:
  explicit Rules(const Family& family) : family_(family) { line("add table " + table()); }

  void base_chain(const std::string& name, const char* hook, int priority) {
    line("add chain " + table() + " " + name + " { type nat hook " + hook + " priority " + std::to_string(priority) +
         "; policy accept; }");
    line("flush chain " + table() + " " + name);
  }
  void chain(const std::string& name) {
    line("add chain " + table() + " " + name);
    line("flush chain " + table() + " " + name);
  }
  void rule(const std::string& chain_name, const std::string& text) {
    line("add rule " + table() + " " + chain_name + " " + text);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string table() const { return std::string(family_.name) + " nat"; }
  void line(const std::string& text) { text_ += text + "\n"; }
  const Family& family_;
  std::string text_;
};

/// "" for every port, else "tcp dport 80 " ...
std::vector<std::string> port_matches(const std::vector<Port>& ports) {
  if (ports.empty()) return {""};
  std::vector<std::string> matches;
  for (const auto& port : ports) {
    matches.push_back(std::string(port.protocol == Port::Protocol::udp ? "udp" : "tcp") + " dport " +
                      std::to_string(port.port) + " ");
  }
  return matches;
}

/// Chains and rules as KubeVirt's, by name: network policies and meshes of others hook in by these names.
std::string rules_of(const Masquerade& binding, const GuestSubnet& subnet, const Family& family) {
  Rules rules(family);
  rules.base_chain("prerouting", "prerouting", -100);
  rules.base_chain("input", "input", 100);
  rules.base_chain("output", "output", -100);
  rules.base_chain("postrouting", "postrouting", 100);
  rules.chain("KUBEVIRT_PREINBOUND");
  rules.chain("KUBEVIRT_POSTINBOUND");
  const std::string ip(family.name);
  rules.rule("postrouting", ip + " saddr " + subnet.guest + " counter masquerade");
  rules.rule("prerouting", "iifname \"" + binding.pod_interface + "\" counter jump KUBEVIRT_PREINBOUND");
  rules.rule("postrouting", "oifname \"" + binding.bridge + "\" counter jump KUBEVIRT_POSTINBOUND");
  for (const auto& match : port_matches(binding.ports)) {
    rules.rule("KUBEVIRT_POSTINBOUND",
               match + ip + " saddr { " + family.loopback + " } counter snat to " + subnet.gateway);
    rules.rule("KUBEVIRT_PREINBOUND", match + "counter dnat to " + subnet.guest);
    rules.rule("output", match + ip + " daddr { " + family.loopback + " } counter dnat to " + subnet.guest);
  }
  return rules.take();
}

std::vector<Sysctl> sysctls_of(const Masquerade& binding) {
  std::vector<Sysctl> sysctls = {
      {"net/ipv4/ip_unprivileged_port_start", "67"},  // the launcher's DHCP server
      {"net/ipv4/ping_group_range", "107 107"},
  };
  if (binding.ipv4) {
    sysctls.push_back({"net/ipv4/ip_forward", "1"});
    sysctls.push_back({"net/ipv4/conf/" + binding.bridge + "/route_localnet", "1"});
  }
  if (binding.ipv6) {
    sysctls.push_back({"net/ipv6/conf/all/forwarding", "1"});
    sysctls.push_back({"net/ipv6/conf/" + binding.bridge + "/accept_ra", "0"});
  }
  return sysctls;
}

}  // namespace
}  // namespace masquerading

Result<GuestSubnet> guest_subnet(const std::string& cidr) {
  const auto slash = cidr.find('/');
  const auto wrong = [&cidr](const char* why) {
    return Error(Reason::invalid, "subnet of the virtual machine " + cidr + ": " + why);
  };
  if (slash == std::string::npos) return wrong("must be an address and a prefix length, like 10.0.2.0/24");
  const auto address = cidr.substr(0, slash);
  const bool ipv6 = address.find(':') != std::string::npos;
  const int bits = ipv6 ? 128 : 32;
  int prefix = -1;
  const char* end = cidr.data() + cidr.size();
  const auto [stop, error] = std::from_chars(cidr.data() + slash + 1, end, prefix);
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(ipv6 ? AF_INET6 : AF_INET, address.c_str(), bytes.data()) != 1) return wrong("is no address");
  if (error != std::errc{} || stop != end || prefix < 0 || prefix > bits)
    return wrong("has no prefix length of its family");
  if (bits - prefix < 2) return wrong("must leave two hosts: one for the gateway, one for the guest");
  for (int bit = prefix; bit < bits; ++bit) {
    bytes[static_cast<std::size_t>(bit / 8)] &= static_cast<unsigned char>(~(0x80U >> static_cast<unsigned>(bit % 8)));
  }
  const auto host = [&](unsigned char number) {
    auto one = bytes;
    one[static_cast<std::size_t>(bits / 8 - 1)] |= number;
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(ipv6 ? AF_INET6 : AF_INET, one.data(), text.data(), text.size());
    return std::string(text.data());
  };
  return GuestSubnet{host(1), host(2), prefix};
}

Result<std::string> masquerade_nftables(const Masquerade& binding) {
  if (auto error = masquerading::wrong_part(binding)) return *error;
  std::string text;
  if (binding.ipv4) text += masquerading::rules_of(binding, *binding.ipv4, masquerading::ipv4_family);
  if (binding.ipv6) text += masquerading::rules_of(binding, *binding.ipv6, masquerading::ipv6_family);
  return text;
}

Result<Plan> masquerade_plan(const Masquerade& binding) {
  auto text = masquerade_nftables(binding);
  if (!text) return text.error();
  Plan plan;
  Link bridge;
  bridge.name = binding.bridge;
  bridge.mac = std::string(masquerading::bridge_mac);
  bridge.mtu = binding.mtu;
  bridge.tx_checksum = false;
  Link tap;
  tap.kind = Link::Kind::tap;
  tap.name = binding.tap;
  tap.mtu = binding.mtu;
  tap.bridge = binding.bridge;
  tap.owner = masquerading::qemu_user;
  tap.multi_queue = binding.multi_queue;
  plan.links = {bridge, tap};
  for (const auto& subnet : {binding.ipv4, binding.ipv6}) {
    if (subnet) plan.addresses.push_back({binding.bridge, subnet->gateway + "/" + std::to_string(subnet->prefix)});
  }
  plan.sysctls = masquerading::sysctls_of(binding);
  plan.nftables = *std::move(text);
  return plan;
}

}  // namespace coracle::virt::handler::network

#include "node/host_ports.h"

#include <arpa/inet.h>
#include <fmt/core.h>

namespace coracle::node {
namespace {

constexpr std::string_view host_port_table = "coracle_host_ports";

/// Addresses come from pod specs and from the runtime: nothing else than an address gets into a ruleset.
bool is_ipv4(const std::string& text) {
  in_addr address{};
  return ::inet_pton(AF_INET, text.c_str(), &address) == 1;
}

std::string_view nft_protocol(const std::string& protocol) {
  if (protocol == "UDP") return "udp";
  if (protocol == "SCTP") return "sctp";
  return "tcp";
}

std::string rules_of(const std::vector<HostPort>& ports) {
  std::string out;
  for (const auto& one : ports) {
    const bool any = one.host_ip.empty() || one.host_ip == "0.0.0.0";
    if (!is_ipv4(one.pod_ip) || (!any && !is_ipv4(one.host_ip))) continue;
    out += fmt::format("    {} {} dport {} dnat ip to {}:{}\n",
                       any ? std::string("fib daddr type local") : "ip daddr " + one.host_ip,
                       nft_protocol(one.protocol), one.host_port, one.pod_ip, one.pod_port);
  }
  return out;
}
}  // namespace

std::string no_host_port_rules() { return fmt::format("add table inet {0}\ndelete table inet {0}\n", host_port_table); }

std::string host_port_rules(const std::vector<HostPort>& ports, const PodNetwork& network) {
  const auto rules = rules_of(ports);
  auto out = no_host_port_rules();
  if (rules.empty()) return out;
  out += fmt::format("table inet {} {{\n", host_port_table);
  out += "  chain prerouting {\n    type nat hook prerouting priority -100;\n" + rules + "  }\n";
  out += "  chain output {\n    type nat hook output priority -100;\n" + rules + "  }\n";
  // Answers must come back this way: to the host's own loopback, and to pods that reach a neighbour by the host.
  out += fmt::format(
      "  chain postrouting {{\n    type nat hook postrouting priority 100;\n"
      "    ct status dnat oifname \"{0}\" ip saddr {{ 127.0.0.0/8, {1} }} masquerade\n  }}\n}}\n",
      network.bridge, network.cidr);
  return out;
}

}  // namespace coracle::node

#include "virt/handler/network/prepare.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/random.h"
#include "net/text.h"
#include "proc/network.h"
#include "virt/shared/sizing.h"

namespace coracle::virt::handler::network {
namespace kubevirt = api::kubevirt::v1;

namespace preparing {
namespace {

constexpr const char* usual_cidr = "10.0.2.0/24";
constexpr const char* usual_ipv6_cidr = "fd10:0:2::/120";

Error not_built(const kubevirt::Interface& interface, std::string_view what) {
  return {Reason::invalid, fmt::format("interface {}: {} is not built in this release", interface.name, what)};
}

Result<std::vector<Port>> ports_of(const kubevirt::Interface& interface) {
  std::vector<Port> ports;
  if (!interface.port_ranges.empty()) return not_built(interface, "a range of ports");
  for (const auto& port : interface.ports) {
    const bool udp = net::equal_without_case(port.protocol, "UDP");
    if (!udp && !port.protocol.empty() && !net::equal_without_case(port.protocol, "TCP"))
      return Error(Reason::invalid, fmt::format("interface {}: a port's protocol must be TCP or UDP", interface.name));
    if (port.port < 1 || port.port > 65535)
      return Error(Reason::invalid, fmt::format("interface {}: no port {}", interface.name, port.port));
    ports.push_back({udp ? Port::Protocol::udp : Port::Protocol::tcp, static_cast<std::uint16_t>(port.port)});
  }
  return ports;
}

std::string_view other_binding(const kubevirt::Interface& interface) {
  if (interface.sriov) return "the SR-IOV binding";
  if (interface.passt_binding || interface.passt) return "the passt binding";
  if (interface.binding) return "a binding plugin";
  if (interface.slirp || interface.macvtap) return "a discontinued binding";
  return "the bridge binding";
}

Result<Masquerade> binding_of(const kubevirt::Interface& interface, const kubevirt::PodNetwork& pod,
                              const std::vector<std::string>& addresses, bool multi_queue) {
  Masquerade binding;
  binding.multi_queue = multi_queue;
  auto ports = ports_of(interface);
  if (!ports) return ports.error();
  binding.ports = *std::move(ports);
  auto ipv4 = guest_subnet(pod.vm_network_cidr.empty() ? usual_cidr : pod.vm_network_cidr);
  if (!ipv4) return ipv4.error();
  binding.ipv4 = *std::move(ipv4);
  if (std::ranges::none_of(addresses, [](const auto& address) { return address.find(':') != std::string::npos; }))
    return binding;
  auto ipv6 = guest_subnet(pod.vm_ipv6_network_cidr.empty() ? usual_ipv6_cidr : pod.vm_ipv6_network_cidr);
  if (!ipv6) return ipv6.error();
  binding.ipv6 = *std::move(ipv6);
  return binding;
}

std::int64_t mtu_of(const json::Value& shown, const std::string& link) {
  const auto* links = json::find(shown, {"links"});
  if (!links || !links->is_array()) return 1500;
  for (const auto& one : links->get_array()) {
    if (json::text(one, {"name"}) != link) continue;
    const auto* mtu = json::find(one, {"mtu"});
    return mtu && mtu->is_number() ? mtu->to_number<std::int64_t>() : 1500;
  }
  return 1500;
}

}  // namespace
}  // namespace preparing

std::string random_mac() {
  std::array<unsigned, 5> rest{};
  do {
    const auto bytes = random_bytes(rest.size());
    for (std::size_t i = 0; i < rest.size(); ++i) rest[i] = static_cast<unsigned char>(bytes[i]);
  } while (std::ranges::all_of(rest, [](unsigned byte) { return byte == 0; }));
  return fmt::format("02:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", rest[0], rest[1], rest[2], rest[3], rest[4]);
}

bool is_mac(std::string_view text) {
  if (text.size() != 17) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = net::lower(text[i]);
    const bool fits = i % 3 == 2 ? c == ':' || c == '-' : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (!fits) return false;
  }
  return true;
}

Result<std::vector<Wanted>> wanted_interfaces(const kubevirt::VirtualMachineInstance& vmi,
                                              const std::vector<std::string>& pod_addresses,
                                              const std::map<std::string, std::string>& macs) {
  std::vector<Wanted> all;
  for (const auto& interface : vmi.spec.domain.devices.interfaces) {
    if (interface.state == kubevirt::interface_state::absent) continue;
    const auto network = std::ranges::find(vmi.spec.networks, interface.name, &kubevirt::Network::name);
    if (network == vmi.spec.networks.end())
      return Error(Reason::invalid,
                   fmt::format("interface {}: spec.networks has no network of its name", interface.name));
    if (!interface.masquerade) return preparing::not_built(interface, preparing::other_binding(interface));
    if (!network->pod)
      return Error(Reason::invalid, fmt::format("interface {}: masquerade is for the pod's network", interface.name));
    if (!all.empty()) return preparing::not_built(interface, "a second interface on the pod's network");
    const bool many_queues = shared::interface_queues(vmi.spec.domain, interface) > 1;
    auto binding = preparing::binding_of(interface, *network->pod, pod_addresses, many_queues);
    if (!binding) return binding.error();
    std::string mac = interface.mac_address;
    if (mac.empty() && macs.contains(interface.name)) mac = macs.at(interface.name);
    if (!mac.empty() && !is_mac(mac))
      return Error(Reason::invalid, fmt::format("interface {}: {} is no hardware address", interface.name, mac));
    std::ranges::replace(mac, '-', ':');
    all.push_back({interface.name, mac.empty() ? random_mac() : mac, *std::move(binding)});
  }
  return all;
}

json::Value request_of(const Plan& plan, const std::string& pod_interface) {
  proc::NetworkRequest request;
  for (const auto& link : plan.links) {
    if (link.kind == Link::Kind::bridge)
      request.add_bridge(link.name);
    else
      request.add_tap({.name = link.name, .owner = link.owner, .multi_queue = link.multi_queue});
    proc::LinkChange change;
    change.up = true;
    change.mtu_of = pod_interface;
    if (!link.mac.empty()) change.mac = link.mac;
    if (!link.bridge.empty()) change.master = link.bridge;
    if (!link.tx_checksum) change.tx_checksum = false;
    request.set_link(link.name, change);
  }
  for (const auto& each : plan.addresses) request.add_address(each.link, each.address);
  for (const auto& each : plan.sysctls) request.set_sysctl(each.path, each.value);
  request.apply_nft(plan.nftables).show();
  return request.take();
}

Task<std::vector<shared::PreparedInterface>> prepare(std::vector<Wanted> interfaces, Resolver resolver,
                                                     PodProcess process, proc::Helper helper) {
  std::vector<shared::PreparedInterface> made;
  for (const auto& one : interfaces) {
    const auto plan = masquerade_plan(one.binding).take();
    auto request = request_of(plan, one.binding.pod_interface);
    const auto shown =
        co_await proc::in_namespaces(process.pidfd->get(), {.network = true}, "network", std::move(request), helper);
    shared::PreparedInterface interface;
    interface.name = one.name;
    interface.tap = one.binding.tap;
    interface.bridge = one.binding.bridge;
    interface.mac = one.mac;
    interface.mtu = preparing::mtu_of(shown, one.binding.bridge);
    if (one.binding.ipv4) {
      interface.guest_address = fmt::format("{}/{}", one.binding.ipv4->guest, one.binding.ipv4->prefix);
      interface.gateway = one.binding.ipv4->gateway;
    }
    interface.dns_servers = resolver.servers;
    interface.dns_search = resolver.search;
    made.push_back(std::move(interface));
  }
  co_return made;
}

}  // namespace coracle::virt::handler::network

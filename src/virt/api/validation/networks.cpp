#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "virt/api/validation/validation.h"

namespace coracle::virt::api {
namespace {

constexpr std::size_t most_interfaces = 256;
constexpr std::string_view models[] = {"e1000", "e1000e", "igb", "ne2k_pci", "pcnet", "rtl8139", "virtio"};

struct Binding {
  std::string_view member;
  bool (*given)(const kubevirt::Interface&);
  bool built = false;
  std::string_view discontinued = {};
};
constexpr Binding bindings[] = {
    {"masquerade", [](const kubevirt::Interface& i) { return i.masquerade.has_value(); }, true},
    {"bridge", [](const kubevirt::Interface& i) { return i.bridge.has_value(); }},
    {"sriov", [](const kubevirt::Interface& i) { return i.sriov.has_value(); }},
    {"passtBinding", [](const kubevirt::Interface& i) { return i.passt_binding.has_value(); }},
    {"binding", [](const kubevirt::Interface& i) { return i.binding.has_value(); }},
    {"slirp", [](const kubevirt::Interface& i) { return i.slirp.has_value(); }, false,
     "Slirp interface support has been discontinued since v1.3"},
    {"macvtap", [](const kubevirt::Interface& i) { return i.macvtap.has_value(); }, false,
     "Macvtap network binding is discontinued since v1.3"},
    {"passt", [](const kubevirt::Interface& i) { return i.passt.has_value(); }, false,
     "Passt network binding is discontinued since v1.3"},
};

void check_binding(const std::string& at, const kubevirt::Interface& nic, Findings& found) {
  int given = 0;
  for (const auto& binding : bindings) {
    if (!binding.given(nic)) continue;
    const auto field = fmt::format("{}.{}", at, binding.member);
    ++given;
    if (!binding.discontinued.empty())
      found.invalid(field, std::string(binding.discontinued));
    else if (!binding.built)
      found.not_supported(field, fmt::format("interface {}: this release of Coracle connects by masquerade only, not "
                                             "by {}",
                                             nic.name, binding.member));
  }
  if (given != 1)
    found.invalid(at,
                  fmt::format("logical {} interface must have exactly one binding method or binding plugin", nic.name));
}

bool is_interface_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

bool is_mac(std::string_view text) {
  const char separator = text.size() == 17 ? text[2] : ' ';
  if (separator != ':' && separator != '-') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool at_separator = i % 3 == 2;
    if (at_separator ? text[i] != separator : std::isxdigit(static_cast<unsigned char>(text[i])) == 0) return false;
  }
  return true;
}

void check_mac(const std::string& at, const kubevirt::Interface& nic, Findings& found) {
  if (nic.mac_address.empty()) return;
  const auto field = at + ".macAddress";
  if (!is_mac(nic.mac_address)) {
    found.invalid(field, fmt::format("interface {}.name has malformed MAC address ({}).", at, nic.mac_address));
    return;
  }
  const bool reserved = nic.mac_address == "02:00:00:00:00:00" || nic.mac_address == "02-00-00-00-00-00";
  if (reserved && nic.masquerade)
    found.invalid(
        field, fmt::format("The requested MAC address is reserved for the in-pod bridge. Please choose another one."));
}

void check_ports(const std::string& at, const kubevirt::Interface& nic, Findings& found) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < nic.ports.size(); ++i) {
    const auto& port = nic.ports[i];
    const auto field = fmt::format("{}.ports[{}]", at, i);
    if (port.port == 0)
      found.required(field + ".port", "Port field is mandatory.");
    else if (port.port < 1 || port.port > 65535)
      found.invalid(field + ".port", "Port field must be in range 0 < x < 65536.");
    if (!port.protocol.empty() && port.protocol != "TCP" && port.protocol != "UDP")
      found.invalid(field + ".protocol", "Unknown protocol, only TCP or UDP allowed");
    if (port.name.empty()) continue;
    const bool fits = port.name.size() <= 15 && is_dns_label(port.name) &&
                      std::ranges::any_of(port.name, [](char c) { return c >= 'a' && c <= 'z'; });
    if (!fits) found.invalid(field + ".name", fmt::format("Invalid name of the port: {}", port.name));
    if (!names.insert(port.name).second)
      found.duplicate(field + ".name", fmt::format("Duplicate name of the port: {}", port.name));
  }
  if (!nic.port_ranges.empty())
    found.invalid(at + ".portRanges",
                  "portRanges is specified on interface but the PortRangesSpec feature gate is not enabled");
}

void check_interface(const std::string& at, const kubevirt::Interface& nic, Findings& found) {
  if (!is_interface_name(nic.name))
    found.invalid(at + ".name",
                  "Network interface name can only contain alphabetical characters, numbers, dashes (-) or "
                  "underscores (_)");
  check_binding(at, nic, found);
  if (!nic.model.empty() && std::ranges::find(models, nic.model) == std::end(models))
    found.not_supported(at + ".model",
                        fmt::format("interface {}.name uses model {} that is not supported.", at, nic.model));
  check_mac(at, nic, found);
  check_ports(at, nic, found);
  check_dhcp_options(at, nic, found);
  if (nic.state == kubevirt::interface_state::absent && !nic.bridge)
    found.invalid(at + ".state", fmt::format("\"{}\" interface's state \"{}\" is supported only for bridge binding",
                                             nic.name, nic.state));
  if (!nic.state.empty() && nic.state != "up" && nic.state != "down" && nic.state != "absent")
    found.invalid(at + ".state",
                  fmt::format("logical {} interface state value is unsupported: {}", nic.name, nic.state));
}

void check_network_sources(const std::string& path, const InstanceSpec& spec, Findings& found) {
  std::set<std::string> names;
  int pods = 0;
  for (std::size_t i = 0; i < spec.networks.size(); ++i) {
    const auto& network = spec.networks[i];
    const auto at = fmt::format("{}.networks[{}]", path, i);
    const int given = (network.pod ? 1 : 0) + (network.multus ? 1 : 0) + (network.resource_claim ? 1 : 0);
    if (given == 0) found.required(at, "should have a network type");
    if (given > 1) found.required(at, "should have only one network type");
    pods += network.pod ? 1 : 0;
    if (network.multus)
      found.not_supported(at + ".multus",
                          fmt::format("network {}: this release of Coracle has the pod network only", network.name));
    if (network.resource_claim)
      found.not_supported(at + ".resourceClaim",
                          fmt::format("network {}: this release of Coracle has the pod network only", network.name));
    if (!names.insert(network.name).second)
      found.duplicate(at + ".name",
                      fmt::format("Network with name \"{}\" already exists, every network must have a unique "
                                  "name",
                                  network.name));
    const auto& interfaces = spec.domain.devices.interfaces;
    if (std::ranges::none_of(interfaces, [&](const auto& nic) { return nic.name == network.name; }))
      found.required(at + ".name", fmt::format("{}.name '{}' not found.", at, network.name));
  }
  if (pods > 1)
    found.duplicate(path + ".interfaces",
                    fmt::format("more than one interface is connected to a pod network in {}.interfaces", path));
}

}  // namespace

void check_networks(const std::string& path, const InstanceSpec& spec, const shared::ClusterConfig&, Findings& found) {
  const auto all = path + ".domain.devices.interfaces";
  const auto& interfaces = spec.domain.devices.interfaces;
  if (interfaces.size() > most_interfaces)
    found.invalid(all, fmt::format("{} list exceeds the {} element limit in length", all, most_interfaces));
  std::set<std::string> connected;
  for (std::size_t i = 0; i < interfaces.size() && i < most_interfaces; ++i) {
    const auto& nic = interfaces[i];
    const auto at = fmt::format("{}[{}]", all, i);
    check_interface(at, nic, found);
    const auto network = std::ranges::find(spec.networks, nic.name, &kubevirt::Network::name);
    if (network == spec.networks.end()) {
      found.invalid(at + ".name", fmt::format("{}.name '{}' not found.", at, nic.name));
      continue;
    }
    if (nic.masquerade && !network->pod)
      found.invalid(at + ".name", "Masquerade interface only implemented with pod network");
    if (!connected.insert(nic.name).second)
      found.duplicate(at + ".name", "Only one interface can be connected to one specific network");
  }
  check_network_sources(path, spec, found);
}

}  // namespace coracle::virt::api

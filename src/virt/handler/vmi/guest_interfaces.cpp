#include "virt/handler/vmi/guest_interfaces.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "net/text.h"
#include "virt/handler/bounded_text.h"
#include "virt/handler/network/prepare.h"
#include "virt/shared/sizing.h"

namespace coracle::virt::handler {
namespace kubevirt = api::kubevirt::v1;

namespace cards {
namespace {

using Card = kubevirt::VirtualMachineInstanceNetworkInterface;

constexpr std::size_t most_from_agent = 10;
constexpr std::size_t most_addresses = 16;
constexpr std::size_t longest_name = 64;
constexpr const char* from_domain = "domain";
constexpr const char* from_agent = "guest-agent";

bool is_address(const std::string& text) {
  std::array<unsigned char, 16> bytes{};
  return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

std::vector<std::string> addresses_of_pod(const api::core::v1::Pod* pod) {
  std::vector<std::string> found;
  if (pod == nullptr) return found;
  for (const auto& each : pod->status.pod_ips) found.push_back(each.ip);
  if (found.empty() && !pod->status.pod_ip.empty()) found.push_back(pod->status.pod_ip);
  return found;
}

const Card* told_by_agent(const shared::DomainReport& report, const std::string& mac) {
  const auto& all = report.interfaces;
  const auto found =
      std::ranges::find_if(all, [&](const auto& card) { return net::equal_without_case(card.mac, mac); });
  return mac.empty() || found == all.end() ? nullptr : &*found;
}

std::string mac_of(const View& view, const kubevirt::Interface& interface) {
  if (const auto found = view.macs.find(interface.name); found != view.macs.end()) return found->second;
  if (!interface.mac_address.empty()) return interface.mac_address;
  const auto& before = view.vmi.status.interfaces;
  const auto known = std::ranges::find(before, interface.name, &Card::name);
  return known == before.end() ? "" : known->mac;
}

Card card_of(const View& view, const kubevirt::Interface& interface) {
  Card card;
  card.name = interface.name;
  card.mac = mac_of(view, interface);
  card.info_source = from_domain;
  card.pod_interface_name = "eth0";
  card.queue_count = static_cast<std::int32_t>(shared::interface_queues(view.vmi.spec.domain, interface));
  card.link_state = interface.state == kubevirt::interface_state::down ? "down" : "up";
  // Behind masquerade the world reaches the guest by the pod's addresses, whatever the guest says of itself.
  card.ip_addresses = addresses_of_pod(view.pod);
  if (!card.ip_addresses.empty()) card.ip_address = card.ip_addresses.front();
  if (const auto* told = told_by_agent(*view.report, card.mac); told && view.report->agent_connected) {
    card.info_source = std::string(from_domain) + ", " + from_agent;
    card.interface_name = bounded_text(told->interface_name, longest_name);
  }
  return card;
}

Card agents_card(const Card& told) {
  Card card;
  card.info_source = from_agent;
  card.interface_name = bounded_text(told.interface_name, longest_name);
  if (network::is_mac(told.mac)) card.mac = told.mac;
  for (const auto& address : told.ip_addresses) {
    if (card.ip_addresses.size() < most_addresses && is_address(address)) card.ip_addresses.push_back(address);
  }
  if (!card.ip_addresses.empty()) card.ip_address = card.ip_addresses.front();
  return card;
}

}  // namespace
}  // namespace cards

std::vector<kubevirt::VirtualMachineInstanceNetworkInterface> guest_interfaces(const View& view) {
  std::vector<cards::Card> all;
  for (const auto& interface : view.vmi.spec.domain.devices.interfaces) {
    if (interface.state != kubevirt::interface_state::absent) all.push_back(cards::card_of(view, interface));
  }
  if (!view.report->agent_connected) return all;
  std::size_t more = 0;
  for (const auto& told : view.report->interfaces) {
    const bool known = std::ranges::any_of(
        all, [&](const auto& card) { return !told.mac.empty() && net::equal_without_case(card.mac, told.mac); });
    const bool loopback = told.interface_name == "lo";
    if (known || loopback || told.info_source.starts_with(cards::from_domain) || more == cards::most_from_agent)
      continue;
    all.push_back(cards::agents_card(told));
    ++more;
  }
  return all;
}

}  // namespace coracle::virt::handler

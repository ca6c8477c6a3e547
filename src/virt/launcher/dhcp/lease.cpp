#include "virt/launcher/dhcp/lease.h"

#include <charconv>

#include "virt/launcher/disks/cloud_init.h"

namespace coracle::virt::launcher::dhcp {
namespace v1 = api::kubevirt::v1;

namespace leases {
namespace {

constexpr std::int64_t least_mtu = 576;
constexpr std::int64_t largest_mtu = 65535;

bool read_subnet(std::string_view text, Lease& lease) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  const auto address = parse_ipv4(text.substr(0, slash));
  const auto digits = text.substr(slash + 1);
  int prefix = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
  if (!address || error != std::errc() || end != digits.data() + digits.size() || prefix < 0 || prefix > 32)
    return false;
  lease.address = *address;
  lease.prefix = prefix;
  return true;
}

void add_users_options(const v1::VirtualMachineInstance& vmi, const std::string& interface, Lease& lease) {
  for (const auto& each : vmi.spec.domain.devices.interfaces) {
    if (each.name != interface || !each.dhcp_options) continue;
    const auto& options = *each.dhcp_options;
    for (const auto& server : options.ntp_servers) {
      if (const auto address = parse_ipv4(server)) lease.ntp.push_back(*address);
    }
    lease.tftp_server = options.tftp_server_name;
    lease.boot_file = options.boot_file_name;
    for (const auto& one : options.private_options) {
      if (one.option < 224 || one.option > 254) continue;
      lease.private_options.emplace_back(static_cast<std::uint8_t>(one.option), one.value);
    }
  }
}

}  // namespace
}  // namespace leases

Result<Lease> lease_for(const v1::VirtualMachineInstance& vmi, const shared::PreparedInterface& prepared) {
  const auto wrong = [&prepared](const char* what, const std::string& value) {
    return Error(Reason::invalid, "interface " + prepared.name + ": " + what + " '" + value + "' is none");
  };
  Lease lease;
  const auto mac = parse_mac(prepared.mac);
  if (!mac) return wrong("the hardware address", prepared.mac);
  lease.client = *mac;
  if (!leases::read_subnet(prepared.guest_address, lease)) return wrong("the guest's address", prepared.guest_address);
  const auto gateway = parse_ipv4(prepared.gateway);
  if (!gateway) return wrong("the gateway", prepared.gateway);
  lease.server = *gateway;
  lease.router = *gateway;
  for (const auto& server : prepared.dns_servers) {
    if (const auto address = parse_ipv4(server)) lease.dns.push_back(*address);
  }
  lease.search = prepared.dns_search;
  lease.host_name = disks::host_name_of(vmi);
  lease.mtu = static_cast<std::uint16_t>(std::clamp(prepared.mtu, leases::least_mtu, leases::largest_mtu));
  leases::add_users_options(vmi, prepared.name, lease);
  return lease;
}

}  // namespace coracle::virt::launcher::dhcp

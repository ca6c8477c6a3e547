// deps: coracle_virt_launcher
#include <cstddef>
#include <cstdint>

#include "virt/launcher/dhcp/packet.h"

using namespace coracle::virt::launcher;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)dhcp::parse_ipv4(bytes.substr(0, 40));
  (void)dhcp::parse_mac(bytes.substr(0, 20));
  const auto query = dhcp::parse(bytes);
  if (!query) return 0;
  dhcp::Lease lease;
  lease.client = query->client;
  lease.address = {10, 0, 2, 2};
  lease.search = {std::string(bytes.substr(0, 300)), "cluster.local"};
  lease.host_name = std::string(bytes.substr(0, 300));
  lease.routes = {{query->client_address, query->client[0] % 40, {10, 0, 2, 1}}};
  const auto packet = dhcp::answer(*query, lease);
  if (packet && (packet->size() < 300 || packet->size() > 1472)) __builtin_trap();
  return 0;
}

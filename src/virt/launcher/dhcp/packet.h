#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace coracle::virt::launcher::dhcp {

using Mac = std::array<std::uint8_t, 6>;
/// In the order it is written: {10, 0, 2, 2}.
using Ipv4 = std::array<std::uint8_t, 4>;

enum class Message : std::uint8_t {
  discover = 1,
  offer = 2,
  request = 3,
  decline = 4,
  ack = 5,
  nak = 6,
  release = 7,
  inform = 8,
};

/// What a guest sent to port 67, as far as a server with one lease needs it (RFC 2131, 2132).
struct Query {
  Message message = Message::discover;
  std::uint32_t transaction = 0;
  std::uint16_t flags = 0;  ///< 0x8000: answer by broadcast
  Mac client{};
  Ipv4 client_address{};  ///< ciaddr: what the guest has already
  Ipv4 relay{};
  std::optional<Ipv4> requested;         ///< option 50
  std::optional<Ipv4> server;            ///< option 54
  std::vector<std::uint8_t> parameters;  ///< option 55: what the guest would like to know
};

/// Nothing for what is no DHCP request of an Ethernet client. Reads at most `bytes`, whatever they say.
std::optional<Query> parse(std::string_view bytes);

struct Route {
  Ipv4 network{};
  int prefix = 0;
  Ipv4 gateway{};
};

/// All that the one guest is told.
struct Lease {
  Mac client{};
  Ipv4 address{};
  int prefix = 24;
  Ipv4 server{};
  std::optional<Ipv4> router;
  std::vector<Ipv4> dns;
  std::vector<std::string> search;  ///< domains, the guest's own first
  std::string host_name;
  std::uint16_t mtu = 1500;
  std::vector<Route> routes;
  std::vector<Ipv4> ntp;
  std::string tftp_server;
  std::string boot_file;
  std::vector<std::pair<std::uint8_t, std::string>> private_options;  ///< 224 to 254
};

/// 999 days, as KubeVirt's: a guest's address never changes while it lives.
inline constexpr std::uint32_t lease_seconds = 999U * 24U * 3600U;

/// The answer to a query, as bytes for port 68; nothing when the guest is to hear nothing: a stranger, a relay, a
/// release, a request meant for another server.
std::optional<std::string> answer(const Query& query, const Lease& lease);

/// Option 119: domains in DNS's encoding (RFC 3397), those that are no domain names left out; empty when none fits.
std::string encode_search(const std::vector<std::string>& domains);
/// Option 121 (RFC 3442). With it a guest ignores option 3, so the default route must be among them.
std::string encode_routes(const std::vector<Route>& routes);

std::optional<Mac> parse_mac(std::string_view text);
std::optional<Ipv4> parse_ipv4(std::string_view text);
std::string format_ipv4(const Ipv4& address);

}  // namespace coracle::virt::launcher::dhcp

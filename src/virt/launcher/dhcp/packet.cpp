#include "virt/launcher/dhcp/packet.h"

#include <algorithm>
#include <charconv>

namespace coracle::virt::launcher::dhcp {

namespace dhcp_wire {
namespace {

// RFC 2131, figure 1.
constexpr std::size_t at_operation = 0;
constexpr std::size_t at_hardware_type = 1;
constexpr std::size_t at_hardware_length = 2;
constexpr std::size_t at_transaction = 4;
constexpr std::size_t at_flags = 10;
constexpr std::size_t at_client_address = 12;
constexpr std::size_t at_your_address = 16;
constexpr std::size_t at_next_server = 20;
constexpr std::size_t at_relay = 24;
constexpr std::size_t at_client_mac = 28;
constexpr std::size_t at_boot_file = 108;
constexpr std::size_t at_cookie = 236;
constexpr std::size_t at_options = 240;
constexpr std::string_view cookie = "\x63\x82\x53\x63";
constexpr std::size_t least_packet = 300;  // what BOOTP clients expect
constexpr std::size_t most_packet = 1472;  // one Ethernet frame

enum Option : std::uint8_t {
  pad = 0,
  subnet_mask = 1,
  routers = 3,
  dns_servers = 6,
  host_name = 12,
  domain_name = 15,
  interface_mtu = 26,
  broadcast = 28,
  ntp_servers = 42,
  requested_address = 50,
  lease_time = 51,
  message_type = 53,
  server_id = 54,
  parameter_list = 55,
  tftp_server_name = 66,
  boot_file_name = 67,
  search_list = 119,
  classless_routes = 121,
  first_private = 224,
  last_private = 254,
  end = 255,
};

std::uint8_t byte_at(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

Ipv4 address_at(std::string_view bytes, std::size_t at) {
  return {byte_at(bytes, at), byte_at(bytes, at + 1), byte_at(bytes, at + 2), byte_at(bytes, at + 3)};
}

std::string_view text_of(const Ipv4& address) {
  return {reinterpret_cast<const char*>(address.data()), address.size()};
}

std::string number32(std::uint32_t number) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8)
    text += static_cast<char>((number >> static_cast<unsigned>(shift)) & 0xffU);
  return text;
}

std::uint32_t number_of(const Ipv4& address) {
  std::uint32_t number = 0;
  for (const auto each : address) number = number << 8U | each;
  return number;
}

Ipv4 address_of(std::uint32_t number) {
  return {static_cast<std::uint8_t>(number >> 24U), static_cast<std::uint8_t>(number >> 16U),
          static_cast<std::uint8_t>(number >> 8U), static_cast<std::uint8_t>(number)};
}

std::uint32_t mask_of(int prefix) {
  if (prefix <= 0) return 0;
  return prefix >= 32 ? ~0U : ~0U << static_cast<unsigned>(32 - prefix);
}

/// Options until their end; what runs over the packet ends them too.
class OptionReader {
 public:
  explicit OptionReader(std::string_view bytes) : rest_(bytes) {}
  bool next() {
    while (!rest_.empty() && byte_at(rest_, 0) == Option::pad) rest_.remove_prefix(1);
    if (rest_.size() < 2 || byte_at(rest_, 0) == Option::end) return false;
    const std::size_t size = byte_at(rest_, 1);
    if (rest_.size() < 2 + size) return false;
    code = byte_at(rest_, 0);
    value = rest_.substr(2, size);
    rest_.remove_prefix(2 + size);
    return true;
  }
  std::uint8_t code = 0;
  std::string_view value;

 private:
  std::string_view rest_;
};

/// Appends options while they fit into one frame; values over 255 bytes are split (RFC 3396).
class OptionWriter {
 public:
  explicit OptionWriter(std::string& packet) : packet_(packet) {}
  void add(std::uint8_t code, std::string_view value) {
    if (value.empty()) return;
    const std::size_t pieces = (value.size() + 254) / 255;
    if (packet_.size() + value.size() + 2 * pieces + 1 > most_packet) return;
    while (!value.empty()) {
      const auto piece = value.substr(0, 255);
      packet_ += static_cast<char>(code);
      packet_ += static_cast<char>(piece.size());
      packet_ += piece;
      value.remove_prefix(piece.size());
    }
  }
  void add(std::uint8_t code, const std::vector<Ipv4>& addresses) {
    std::string text;
    for (const auto& each : addresses) text += text_of(each);
    add(code, text);
  }

 private:
  std::string& packet_;
};

std::string head(const Query& query, const Lease& lease, Message message) {
  std::string packet(at_options, '\0');
  const auto put = [&packet](std::size_t at, std::string_view bytes) { packet.replace(at, bytes.size(), bytes); };
  packet[at_operation] = 2;
  packet[at_hardware_type] = 1;
  packet[at_hardware_length] = 6;
  put(at_transaction, number32(query.transaction));
  packet[at_flags] = static_cast<char>(query.flags >> 8U);
  packet[at_flags + 1] = static_cast<char>(query.flags & 0xffU);
  if (message != Message::nak) {
    put(at_client_address, text_of(query.client_address));
    if (query.message != Message::inform) put(at_your_address, text_of(lease.address));
    put(at_next_server, text_of(lease.server));
    put(at_boot_file, std::string_view(lease.boot_file).substr(0, 127));
  }
  put(at_client_mac, {reinterpret_cast<const char*>(query.client.data()), query.client.size()});
  put(at_cookie, cookie);
  return packet;
}

void add_network_options(OptionWriter& options, const Lease& lease) {
  const auto mask = mask_of(lease.prefix);
  options.add(Option::subnet_mask, number32(mask));
  if (lease.router) options.add(Option::routers, text_of(*lease.router));
  options.add(Option::classless_routes, encode_routes(lease.routes));
  options.add(Option::dns_servers, lease.dns);
  options.add(Option::broadcast, text_of(address_of(number_of(lease.address) | ~mask)));
  options.add(Option::interface_mtu, number32(lease.mtu).substr(2));
  options.add(Option::host_name, std::string_view(lease.host_name).substr(0, 255));
  if (!lease.search.empty()) options.add(Option::domain_name, std::string_view(lease.search.front()).substr(0, 255));
  options.add(Option::search_list, encode_search(lease.search));
  options.add(Option::ntp_servers, lease.ntp);
  options.add(Option::tftp_server_name, std::string_view(lease.tftp_server).substr(0, 255));
  options.add(Option::boot_file_name, std::string_view(lease.boot_file).substr(0, 255));
  for (const auto& [code, value] : lease.private_options) {
    if (code >= Option::first_private && code <= Option::last_private) {
      options.add(code, std::string_view(value).substr(0, 255));
    }
  }
}

/// What the server says to a request; nothing when it keeps silent.
std::optional<Message> reply_to(const Query& query, const Lease& lease) {
  if (query.client != lease.client || query.relay != Ipv4{}) return std::nullopt;
  switch (query.message) {
    case Message::discover:
      return Message::offer;
    case Message::inform:
      return Message::ack;
    case Message::request: {
      if (query.server && *query.server != lease.server) return std::nullopt;
      const Ipv4 wanted = query.requested.value_or(query.client_address);
      return wanted == lease.address ? Message::ack : Message::nak;
    }
    default:
      return std::nullopt;
  }
}

}  // namespace
}  // namespace dhcp_wire

std::optional<Query> parse(std::string_view bytes) {
  using namespace dhcp_wire;
  if (bytes.size() < at_options || byte_at(bytes, at_operation) != 1) return std::nullopt;
  if (byte_at(bytes, at_hardware_type) != 1 || byte_at(bytes, at_hardware_length) != 6) return std::nullopt;
  if (bytes.substr(at_cookie, cookie.size()) != cookie) return std::nullopt;
  Query query;
  query.transaction = number_of(address_at(bytes, at_transaction));
  query.flags = static_cast<std::uint16_t>(byte_at(bytes, at_flags) << 8U | byte_at(bytes, at_flags + 1));
  query.client_address = address_at(bytes, at_client_address);
  query.relay = address_at(bytes, at_relay);
  for (std::size_t i = 0; i < query.client.size(); ++i) query.client[i] = byte_at(bytes, at_client_mac + i);
  bool typed = false;
  OptionReader options(bytes.substr(at_options));
  while (options.next()) {
    const auto value = options.value;
    if (options.code == Option::message_type && value.size() == 1) {
      const auto number = byte_at(value, 0);
      if (number < 1 || number > 8) return std::nullopt;
      query.message = static_cast<Message>(number);
      typed = true;
    } else if (options.code == Option::requested_address && value.size() == 4) {
      query.requested = address_at(value, 0);
    } else if (options.code == Option::server_id && value.size() == 4) {
      query.server = address_at(value, 0);
    } else if (options.code == Option::parameter_list) {
      query.parameters.assign(value.begin(), value.end());
    }
  }
  if (!typed) return std::nullopt;
  return query;
}

std::optional<std::string> answer(const Query& query, const Lease& lease) {
  using namespace dhcp_wire;
  const auto message = reply_to(query, lease);
  if (!message) return std::nullopt;
  std::string packet = head(query, lease, *message);
  OptionWriter options(packet);
  const char type = static_cast<char>(*message);
  options.add(Option::message_type, std::string_view(&type, 1));
  options.add(Option::server_id, text_of(lease.server));
  if (*message != Message::nak) {
    if (query.message != Message::inform) options.add(Option::lease_time, number32(lease_seconds));
    add_network_options(options, lease);
  }
  packet += static_cast<char>(Option::end);
  if (packet.size() < least_packet) packet.resize(least_packet, '\0');
  return packet;
}

std::string encode_search(const std::vector<std::string>& domains) {
  std::string encoded;
  for (const auto& domain : domains) {
    std::string one;
    std::string_view rest(domain);
    if (rest.ends_with('.')) rest.remove_suffix(1);
    bool good = !rest.empty() && rest.size() <= 253;
    while (good && !rest.empty()) {
      const auto label = rest.substr(0, rest.find('.'));
      good = !label.empty() && label.size() <= 63;
      one += static_cast<char>(label.size());
      one += label;
      rest.remove_prefix(std::min(rest.size(), label.size() + 1));
    }
    if (!good) continue;
    one += '\0';
    encoded += one;
  }
  return encoded;
}

std::string encode_routes(const std::vector<Route>& routes) {
  std::string encoded;
  for (const auto& route : routes) {
    if (route.prefix < 0 || route.prefix > 32) continue;
    encoded += static_cast<char>(route.prefix);
    encoded += dhcp_wire::text_of(route.network).substr(0, static_cast<std::size_t>((route.prefix + 7) / 8));
    encoded += dhcp_wire::text_of(route.gateway);
  }
  return encoded;
}

std::optional<Mac> parse_mac(std::string_view text) {
  Mac mac{};
  if (text.size() != 17) return std::nullopt;
  for (std::size_t i = 0; i < mac.size(); ++i) {
    const auto* begin = text.data() + 3 * i;
    const auto [stop, error] = std::from_chars(begin, begin + 2, mac[i], 16);
    if (error != std::errc{} || stop != begin + 2) return std::nullopt;
    if (i < 5 && begin[2] != ':' && begin[2] != '-') return std::nullopt;
  }
  return mac;
}

std::optional<Ipv4> parse_ipv4(std::string_view text) {
  Ipv4 address{};
  const char* at = text.data();
  const char* const stop = at + text.size();
  for (std::size_t i = 0; i < address.size(); ++i) {
    if (i > 0 && (at == stop || *at++ != '.')) return std::nullopt;
    const char* const begin = at;
    const auto [next, error] = std::from_chars(begin, stop, address[i], 10);
    // A leading zero means octal to some: nobody may read another address than we do.
    if (error != std::errc{} || next - begin > 3 || (*begin == '0' && next - begin > 1)) return std::nullopt;
    at = next;
  }
  if (at != stop) return std::nullopt;
  return address;
}

std::string format_ipv4(const Ipv4& address) {
  std::string text;
  for (const auto each : address) text += (text.empty() ? "" : ".") + std::to_string(each);
  return text;
}

}  // namespace coracle::virt::launcher::dhcp

#include "virt/launcher/dhcp/packet.h"

#include <gtest/gtest.h>

#include <map>

namespace coracle::virt::launcher::dhcp {
namespace {

std::string query_bytes(Message message, const std::string& more = {}, std::uint8_t last_of_mac = 0x5a) {
  std::string packet(240, '\0');
  packet[0] = 1;
  packet[1] = 1;
  packet[2] = 6;
  packet.replace(4, 4, "\x01\x02\x03\x04");
  packet[10] = static_cast<char>(0x80);
  const std::uint8_t mac[] = {0x9e, 0x76, 0x38, 0xdf, 0x93, last_of_mac};
  packet.replace(28, 6, reinterpret_cast<const char*>(mac), 6);
  packet.replace(236, 4, "\x63\x82\x53\x63");
  packet += "\x35\x01";
  packet += static_cast<char>(message);
  return packet + more + "\xff";
}

Lease cirros() {
  Lease lease;
  lease.client = *parse_mac("9e:76:38:df:93:5a");
  lease.address = {10, 0, 2, 2};
  lease.server = {10, 0, 2, 1};
  lease.router = Ipv4{10, 0, 2, 1};
  lease.dns = {{10, 96, 0, 10}};
  lease.search = {"default.svc.cluster.local", "svc.cluster.local", "cluster.local"};
  lease.host_name = "vm-cirros";
  return lease;
}

std::map<int, std::string> options_of(const std::string& packet) {
  std::map<int, std::string> options;
  for (std::size_t at = 240; at + 1 < packet.size() && packet[at] != '\xff';) {
    const auto size = static_cast<std::uint8_t>(packet[at + 1]);
    options[static_cast<std::uint8_t>(packet[at])] += packet.substr(at + 2, size);
    at += 2U + size;
  }
  return options;
}

TEST(DhcpPacket, offers_the_guest_its_address_for_999_days) {
  const auto query = parse(query_bytes(Message::discover));
  ASSERT_TRUE(query);
  const auto packet = answer(*query, cirros());
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->substr(0, 3), std::string("\x02\x01\x06", 3));
  EXPECT_EQ(packet->substr(4, 4), "\x01\x02\x03\x04");
  EXPECT_EQ(packet->substr(16, 4), std::string("\x0a\x00\x02\x02", 4));
  auto options = options_of(*packet);
  EXPECT_EQ(options[53], "\x02");
  EXPECT_EQ(options[1], std::string("\xff\xff\xff\x00", 4));
  EXPECT_EQ(options[3], std::string("\x0a\x00\x02\x01", 4));
  EXPECT_EQ(options[6], std::string("\x0a\x60\x00\x0a", 4));
  EXPECT_EQ(options[12], "vm-cirros");
  EXPECT_EQ(options[15], "default.svc.cluster.local");
  EXPECT_EQ(options[26], std::string("\x05\xdc", 2));
  EXPECT_EQ(options[28], std::string("\x0a\x00\x02\xff", 4));
  std::uint32_t seconds = 0;
  for (const char each : options[51]) seconds = seconds << 8U | static_cast<std::uint8_t>(each);
  EXPECT_EQ(seconds, 86313600U);
}

TEST(DhcpPacket, acknowledges_the_right_address_and_refuses_another) {
  const auto lease = cirros();
  const auto says = [&](const std::string& more) {
    const auto packet = answer(*parse(query_bytes(Message::request, more)), lease);
    return packet ? static_cast<int>(options_of(*packet)[53][0]) : 0;
  };
  EXPECT_EQ(says(std::string("\x32\x04\x0a\x00\x02\x02", 6)), 5);
  EXPECT_EQ(says(std::string("\x32\x04\x0a\x00\x02\x03", 6)), 6);
  EXPECT_EQ(says(std::string("\x32\x04\x0a\x00\x02\x02\x36\x04\x0a\x00\x02\x63", 12)), 0) << "meant for another server";
}

TEST(DhcpPacket, answers_nobody_but_its_guest) {
  const auto lease = cirros();
  EXPECT_FALSE(answer(*parse(query_bytes(Message::discover, {}, 0x5b)), lease));
  auto relayed = query_bytes(Message::discover);
  relayed[24] = 10;
  EXPECT_FALSE(answer(*parse(relayed), lease));
  EXPECT_FALSE(answer(*parse(query_bytes(Message::release)), lease));
}

TEST(DhcpPacket, reads_no_further_than_the_packet) {
  EXPECT_FALSE(parse(""));
  EXPECT_FALSE(parse(std::string(239, '\x01')));
  const auto whole = query_bytes(Message::discover, std::string("\x37\x04\x01\x03\x06\x0c", 6));
  EXPECT_EQ(parse(whole)->parameters.size(), 4U);
  for (std::size_t size = 0; size < whole.size(); ++size) parse(std::string_view(whole).substr(0, size));
  EXPECT_TRUE(parse(whole.substr(0, 243) + "\x37\xff"));
  EXPECT_FALSE(parse(whole.substr(0, 240) + "\x35\x01\x09\xff"));
}

TEST(DhcpPacket, routes_are_as_short_as_their_prefix) {
  const auto encoded = encode_routes({{{0, 0, 0, 0}, 0, {10, 0, 2, 1}}, {{10, 244, 0, 0}, 16, {10, 0, 2, 1}}});
  EXPECT_EQ(encoded, std::string("\x00\x0a\x00\x02\x01\x10\x0a\xf4\x0a\x00\x02\x01", 12));
}

TEST(DhcpPacket, searches_only_what_is_a_domain) {
  EXPECT_EQ(encode_search({"a.bc."}), std::string("\x01"
                                                  "a\x02"
                                                  "bc\0",
                                                  6));
  EXPECT_EQ(encode_search({"", ".", "a..b", std::string(64, 'x')}), "");
}

TEST(DhcpPacket, an_answer_fits_into_one_frame) {
  auto lease = cirros();
  for (int i = 0; i < 100; ++i) lease.search.push_back(std::string(60, 'd') + ".example");
  lease.host_name = std::string(255, 'h');
  for (int i = 224; i < 255; ++i)
    lease.private_options.emplace_back(static_cast<std::uint8_t>(i), std::string(200, 'p'));
  const auto packet = answer(*parse(query_bytes(Message::discover)), lease);
  EXPECT_LE(packet->size(), 1472U);
  EXPECT_EQ(options_of(*packet)[3], std::string("\x0a\x00\x02\x01", 4));
}

TEST(DhcpPacket, reads_addresses_strictly) {
  EXPECT_EQ(format_ipv4(*parse_ipv4("10.0.2.255")), "10.0.2.255");
  for (const auto* wrong : {"", "10.0.2", "10.0.2.256", "10.0.2.2 ", "010.0.2.1", "10.0.2.2.1", "a.b.c.d", "10..2.1"}) {
    EXPECT_FALSE(parse_ipv4(wrong)) << wrong;
  }
  for (const auto* wrong : {"", "9e:76:38:df:93", "9e:76:38:df:93:5g", "9e76:38:df:93:5a:", "9e:76:38:df:93:5a:00"}) {
    EXPECT_FALSE(parse_mac(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace coracle::virt::launcher::dhcp

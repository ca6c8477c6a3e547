#include "virt/handler/network/masquerade.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/source_tree.h"

namespace coracle::virt::handler::network {
namespace {

std::string golden(const std::string& name) { return case_text("masquerade/" + name); }

Masquerade dual_stack_with_ports() {
  Masquerade binding;
  binding.ipv6 = guest_subnet("fd10:0:2::/120").take();
  binding.ports = {{Port::Protocol::tcp, 80}, {Port::Protocol::udp, 53}};
  return binding;
}

TEST(Masquerade, sends_everything_to_a_guest_without_ports) {
  EXPECT_EQ(*masquerade_nftables({}), golden("all-ports.nft"));
}

TEST(Masquerade, sends_only_the_named_ports_in_both_families) {
  EXPECT_EQ(*masquerade_nftables(dual_stack_with_ports()), golden("dual-stack-ports.nft"));
}

/// The kernel takes both texts, twice over, in a network of their own.
TEST(Masquerade, is_what_nftables_accepts_and_may_be_applied_again) {
  if (geteuid() != 0) GTEST_SKIP() << "a network namespace needs root";
  for (const auto& binding : {Masquerade{}, dual_stack_with_ports()}) {
    char path[] = "/tmp/coracle-nft-XXXXXX";
    const int file = mkstemp(path);
    const auto text = masquerade_nftables(binding).take();
    ASSERT_EQ(write(file, text.data(), text.size()), static_cast<ssize_t>(text.size()));
    close(file);
    const std::string twice = std::string("unshare --net sh -c 'PATH=$PATH:/usr/sbin; nft -f ") + path + " && nft -f " +
                              path + " && [ $(nft list table ip nat | grep -c \"masquerade\") = 1 ]'";
    EXPECT_EQ(std::system(twice.c_str()), 0) << text;  // NOLINT(concurrency-mt-unsafe)
    unlink(path);
  }
}

TEST(Masquerade, lets_nothing_but_names_and_addresses_into_the_text) {
  Masquerade binding;
  binding.pod_interface = "eth0\" accept; flush ruleset #";
  EXPECT_FALSE(masquerade_nftables(binding));
  binding = {};
  binding.ipv4->guest = "10.0.2.2; drop";
  EXPECT_FALSE(masquerade_nftables(binding));
  binding = {};
  binding.bridge = "a-name-that-is-too-long";
  EXPECT_FALSE(masquerade_plan(binding));
  binding = {};
  binding.ports = {{Port::Protocol::tcp, 0}};
  EXPECT_FALSE(masquerade_plan(binding));
}

TEST(Masquerade, takes_the_first_two_hosts_of_a_subnet) {
  const auto subnet = guest_subnet("192.168.66.77/26").take();
  EXPECT_EQ(subnet.gateway, "192.168.66.65");
  EXPECT_EQ(subnet.guest, "192.168.66.66");
  EXPECT_EQ(guest_subnet("fd10:0:2::/120").take().guest, "fd10:0:2::2");
  EXPECT_TRUE(guest_subnet("10.0.2.0/30"));
  for (const auto* wrong :
       {"10.0.2.0", "10.0.2.0/31", "10.0.2.0/33", "10.0.2/24", "10.0.2.0/2x", "fd10::/127", "/24", ""}) {
    EXPECT_FALSE(guest_subnet(wrong)) << wrong;
  }
}

TEST(Masquerade, plans_a_bridge_a_tap_for_qemu_and_a_gateway) {
  const auto plan = masquerade_plan({}).take();
  ASSERT_EQ(plan.links.size(), 2U);
  EXPECT_EQ(plan.links[0].name, "k6t-eth0");
  EXPECT_EQ(plan.links[0].mac, "02:00:00:00:00:00");
  EXPECT_EQ(plan.links[1].name, "tap0");
  EXPECT_EQ(plan.links[1].owner, 107U);
  EXPECT_EQ(plan.links[1].bridge, "k6t-eth0");
  EXPECT_EQ(plan.addresses, (std::vector<Address>{{"k6t-eth0", "10.0.2.1/24"}}));
  const auto object = to_json(plan);
  EXPECT_EQ(object.at("links").as_array().size(), 2U);
  EXPECT_EQ(object.at("links").as_array()[1].at("kind").as_string(), "tap");
}

}  // namespace
}  // namespace coracle::virt::handler::network

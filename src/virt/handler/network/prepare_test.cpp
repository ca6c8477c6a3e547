#include "virt/handler/network/prepare.h"

#include <gtest/gtest.h>

namespace coracle::virt::handler::network {
namespace {
namespace kubevirt = api::kubevirt::v1;

kubevirt::VirtualMachineInstance with_interface(const char* interface, const char* network) {
  const auto text = std::string(R"({"spec":{"domain":{"devices":{"interfaces":[)") + interface + R"(]}},"networks":[)" +
                    network + "]}}";
  return schema::decoded<kubevirt::VirtualMachineInstance>(json::parse(text).take());
}

TEST(Interfaces, masquerade_gets_the_usual_subnet_and_an_address_of_its_own) {
  const auto vmi =
      with_interface(R"({"name":"default","masquerade":{},"ports":[{"port":80},{"port":53,"protocol":"UDP"}]})",
                     R"({"name":"default","pod":{}})");
  const auto wanted = wanted_interfaces(vmi, {"10.244.0.7"}, {}).take();
  ASSERT_EQ(wanted.size(), 1U);
  EXPECT_TRUE(is_mac(wanted[0].mac)) << wanted[0].mac;
  EXPECT_EQ(wanted[0].binding.ipv4->guest, "10.0.2.2");
  EXPECT_FALSE(wanted[0].binding.ipv6);
  ASSERT_EQ(wanted[0].binding.ports.size(), 2U);
  EXPECT_EQ(wanted[0].binding.ports[1].protocol, Port::Protocol::udp);
}

TEST(Interfaces, a_guest_keeps_the_address_it_has_and_that_of_its_spec_comes_first) {
  const auto plain = with_interface(R"({"name":"default","masquerade":{}})", R"({"name":"default","pod":{}})");
  EXPECT_EQ(wanted_interfaces(plain, {}, {{"default", "02:11:22:33:44:55"}}).take()[0].mac, "02:11:22:33:44:55");
  const auto given = with_interface(R"({"name":"default","masquerade":{},"macAddress":"DE-AD-00-00-BE-EF"})",
                                    R"({"name":"default","pod":{"vmNetworkCIDR":"10.9.0.0/30"}})");
  const auto wanted = wanted_interfaces(given, {"fd00::7", "10.244.0.7"}, {{"default", "02:11:22:33:44:55"}}).take();
  EXPECT_EQ(wanted[0].mac, "DE:AD:00:00:BE:EF");
  EXPECT_EQ(wanted[0].binding.ipv4->gateway, "10.9.0.1");
  EXPECT_EQ(wanted[0].binding.ipv6->guest, "fd10:0:2::2");
}

TEST(Interfaces, what_is_not_built_is_said_by_name) {
  struct Case {
    const char* interface;
    const char* network;
    const char* message;
  };
  const Case cases[] = {
      {R"({"name":"a","bridge":{}})", R"({"name":"a","pod":{}})",
       "interface a: the bridge binding is not built in this release"},
      {R"({"name":"a","sriov":{}})", R"({"name":"a","multus":{"networkName":"x"}})",
       "interface a: the SR-IOV binding is not built in this release"},
      {R"({"name":"a","masquerade":{}})", R"({"name":"b","pod":{}})",
       "interface a: spec.networks has no network of its name"},
      {R"({"name":"a","masquerade":{}})", R"({"name":"a","multus":{"networkName":"x"}})",
       "interface a: masquerade is for the pod's network"},
      {R"({"name":"a","masquerade":{},"macAddress":"nonsense"})", R"({"name":"a","pod":{}})",
       "interface a: nonsense is no hardware address"},
      {R"({"name":"a","masquerade":{},"ports":[{"port":0}]})", R"({"name":"a","pod":{}})", "interface a: no port 0"},
  };
  for (const auto& one : cases) {
    const auto wanted = wanted_interfaces(with_interface(one.interface, one.network), {}, {});
    ASSERT_FALSE(wanted) << one.message;
    EXPECT_EQ(wanted.error().message(), one.message);
  }
  EXPECT_TRUE(
      wanted_interfaces(with_interface(R"({"name":"a","bridge":{},"state":"absent"})", ""), {}, {}).take().empty());
}

TEST(Interfaces, become_steps_in_an_order_that_works) {
  const auto steps = request_of(masquerade_plan(Masquerade{}).take(), "eth0");
  std::string verbs;
  for (const auto& step : steps.as_array()) verbs += std::string(json::text(step, {"verb"})) + " ";
  EXPECT_EQ(
      verbs,
      "add_bridge set_link add_tap set_link add_address set_sysctl set_sysctl set_sysctl set_sysctl apply_nft show ");
  EXPECT_EQ(json::text(steps.as_array()[1], {"mtu_of"}), "eth0");
  EXPECT_EQ(json::text(steps.as_array()[3], {"master"}), "k6t-eth0");
}

TEST(Interfaces, a_hardware_address_is_recognised) {
  EXPECT_TRUE(is_mac("02:00:00:00:00:01"));
  EXPECT_FALSE(is_mac("02:00:00:00:00"));
  EXPECT_FALSE(is_mac("02:00:00:00:00:0g"));
  EXPECT_FALSE(is_mac("02:00:00:00:00:01\""));
}

}  // namespace
}  // namespace coracle::virt::handler::network

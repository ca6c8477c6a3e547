#include "virt/launcher/dhcp/lease.h"

#include <gtest/gtest.h>

namespace coracle::virt::launcher::dhcp {
namespace {

shared::PreparedInterface prepared() {
  shared::PreparedInterface interface;
  interface.name = "default";
  interface.mac = "02:00:00:aa:bb:01";
  interface.mtu = 1450;
  interface.guest_address = "10.0.2.2/24";
  interface.gateway = "10.0.2.1";
  interface.dns_servers = {"10.96.0.10", "fd00::10", "nonsense"};
  interface.dns_search = {"default.svc.cluster.local"};
  return interface;
}

TEST(DhcpLease, says_what_was_prepared_and_what_the_user_adds) {
  api::kubevirt::v1::VirtualMachineInstance vmi;
  vmi.metadata.name = "web.first";
  auto& interface = vmi.spec.domain.devices.interfaces.emplace_back();
  interface.name = "default";
  auto& options = interface.dhcp_options.emplace();
  options.ntp_servers = {"10.0.0.5", "time.example"};
  options.boot_file_name = "boot.bin";
  options.private_options = {{.option = 240, .value = "x"}, {.option = 12, .value = "not private"}};
  const auto lease = lease_for(vmi, prepared()).take();
  EXPECT_EQ(format_ipv4(lease.address), "10.0.2.2");
  EXPECT_EQ(lease.prefix, 24);
  EXPECT_EQ(format_ipv4(*lease.router), "10.0.2.1");
  EXPECT_EQ(lease.dns.size(), 1U);
  EXPECT_EQ(lease.host_name, "web");
  EXPECT_EQ(lease.mtu, 1450);
  EXPECT_EQ(lease.ntp.size(), 1U);
  EXPECT_EQ(lease.boot_file, "boot.bin");
  ASSERT_EQ(lease.private_options.size(), 1U);
  EXPECT_EQ(lease.private_options[0].first, 240);
}

TEST(DhcpLease, names_what_is_wrong) {
  const api::kubevirt::v1::VirtualMachineInstance vmi;
  auto interface = prepared();
  interface.guest_address = "10.0.2.2";
  EXPECT_EQ(lease_for(vmi, interface).error().message(), "interface default: the guest's address '10.0.2.2' is none");
  interface = prepared();
  interface.gateway = "router";
  EXPECT_EQ(lease_for(vmi, interface).error().message(), "interface default: the gateway 'router' is none");
  interface = prepared();
  interface.mac = "02";
  EXPECT_FALSE(lease_for(vmi, interface));
}

}  // namespace
}  // namespace coracle::virt::launcher::dhcp

#include "virt/launcher/machine/domain_facts.h"

#include <gtest/gtest.h>

namespace coracle::virt::launcher {
namespace {

constexpr const char* running = R"(<domain type='qemu' id='1'>
  <name>default_web</name>
  <metadata><kubevirt:kubevirt xmlns:kubevirt="http://kubevirt.io"><uid>5b1e-6f</uid></kubevirt:kubevirt></metadata>
  <memory unit='KiB'>131072</memory><currentMemory unit='KiB'>125952</currentMemory>
  <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os>
  <features><acpi/></features>
  <devices>
    <disk type='file' device='disk'><target dev='vda' bus='virtio'/><alias name='ua-containerdisk'/></disk>
    <disk type='file' device='cdrom'><target dev='sda' bus='sata'/><alias name='sata0-0-0'/></disk>
    <interface type='ethernet'><mac address='02:00:00:00:00:01'/><target dev='tap0'/><driver queues='4'/>
      <link state='down'/><alias name='ua-default'/></interface>
    <interface type='ethernet'><mac address='02:00:00:00:00:02'/><alias name='ua-blue'/></interface>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' state='connected'/></channel>
  </devices>
</domain>)";

TEST(DomainFacts, are_read_from_libvirts_xml) {
  const auto facts = facts_of(running).take();
  EXPECT_EQ(facts.uid, "5b1e-6f");
  EXPECT_EQ(facts.machine_type, "pc-q35-7.2");
  EXPECT_EQ(facts.disk_targets, std::vector<std::string>{"containerdisk=vda"});
  ASSERT_EQ(facts.cards.size(), 2U);
  EXPECT_EQ(facts.cards[0], (DomainFacts::Card{"default", "02:00:00:00:00:01", "down", 4}));
  EXPECT_EQ(facts.cards[1], (DomainFacts::Card{"blue", "02:00:00:00:00:02", "up", 1}));
  EXPECT_EQ(facts.memory_bytes, 125952 * 1024);
  EXPECT_TRUE(facts.acpi);
  EXPECT_TRUE(facts.agent_connected);
}

TEST(DomainFacts, need_a_domain) {
  EXPECT_FALSE(facts_of("<network/>"));
  EXPECT_FALSE(facts_of("<domain"));
}

}  // namespace
}  // namespace coracle::virt::launcher

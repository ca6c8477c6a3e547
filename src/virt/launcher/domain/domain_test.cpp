#include "virt/launcher/domain/domain.h"

#include <gtest/gtest.h>

#include "base/source_tree.h"
#include "json/value.h"
#include "schema/codec.h"

namespace coracle::virt::launcher::domain {
namespace {

using api::kubevirt::v1::VirtualMachineInstance;

std::string case_file(const std::string& name) { return case_text("domain/" + name); }

VirtualMachineInstance instance(const std::string& name) {
  return schema::decoded<VirtualMachineInstance>(json::parse(case_file(name)).take());
}

Input input_of(const VirtualMachineInstance& vmi) {
  Input input{.vmi = vmi};
  input.private_folder = "/var/run/kubevirt-private/" + vmi.metadata.uid;
  for (const auto& interface : vmi.spec.domain.devices.interfaces) {
    input.interfaces[interface.name] = {"tap0", "9e:76:38:df:93:5a", 1500};
  }
  for (const auto& disk : vmi.spec.domain.devices.disks) {
    input.disks[disk.name] = {
        "/var/run/kubevirt-private/vmi-disks/" + disk.name + "/disk.img", "raw", "", false, true, {}};
  }
  return input;
}

TEST(Domain, of_the_tutorials_machine) {
  const auto vmi = instance("cirros.json");
  auto input = input_of(vmi);
  input.disks["containerdisk"] = {
      "/var/run/kubevirt-ephemeral-disks/disk-data/containerdisk/disk.qcow2",
      "qcow2",
      "",
      false,
      true,
      DiskSource::Backing{"/var/run/kubevirt/container-disks/disk_0.img", "qcow2", "disk_0"}};
  EXPECT_EQ(build(input).take(), case_file("cirros.xml"));
}

TEST(Domain, of_a_machine_with_many_devices) {
  const auto vmi = instance("devices.json");
  auto input = input_of(vmi);
  input.kvm = true;
  input.disks["data"].block = true;
  input.disks["data"].path = "/dev/data";
  EXPECT_EQ(build(input).take(), case_file("devices.xml"));
}

TEST(Domain, needs_its_volumes_and_networks_prepared) {
  const auto vmi = instance("cirros.json");
  auto input = input_of(vmi);
  input.disks.clear();
  EXPECT_EQ(build(input).error().message(), "disk containerdisk: its volume was not prepared on this node");
  auto without_network = input_of(vmi);
  without_network.interfaces.clear();
  EXPECT_EQ(build(without_network).error().message(), "interface default: its network was not prepared on this node");
}

TEST(Domain, names_the_field_that_is_not_built) {
  auto vmi = instance("cirros.json");
  vmi.spec.domain.io_threads_policy = "supplementalPool";
  EXPECT_EQ(build(input_of(vmi)).error().message(), "spec.domain.ioThreadsPolicy is not supported yet");
}

TEST(Domain, keys_for_the_guests_agent_are_refused_and_those_of_cloud_init_are_not) {
  auto vmi = instance("cirros.json");
  auto& ssh = vmi.spec.access_credentials.emplace_back().ssh_public_key.ensure();
  ssh.propagation_method.qemu_guest_agent.emplace();
  EXPECT_EQ(build(input_of(vmi)).error().message(), "spec.accessCredentials is supported by way of noCloud only");
  ssh.propagation_method.qemu_guest_agent.reset();
  ssh.propagation_method.no_cloud.emplace();
  EXPECT_TRUE(build(input_of(vmi)));
}

// virt-handler makes the tap for as many.
TEST(Domain, cards_and_disks_have_a_queue_a_processor_where_that_is_asked_for) {
  auto vmi = instance("cirros.json");
  auto& domain = vmi.spec.domain;
  domain.cpu.ensure().cores = 4;
  domain.devices.network_interface_multiqueue = true;
  domain.devices.block_multi_queue = true;
  const auto text = build(input_of(vmi)).take();
  EXPECT_NE(text.find("<driver queues=\"4\" />"), std::string::npos) << text;
  EXPECT_NE(text.find("discard=\"unmap\" queues=\"4\""), std::string::npos) << text;
  domain.cpu->cores = 1;
  EXPECT_EQ(build(input_of(vmi)).take().find("<driver queues"), std::string::npos);
}

/// As KubeVirt numbers them: disks without a thread of their own share the first ones in turn.
TEST(Domain, disks_have_the_threads_that_are_asked_for) {
  const struct {
    const char* policy;
    const char* cpus;
    std::vector<bool> dedicated;
    const char* threads;  ///< how many, and that of each disk on virtio
  } cases[] = {
      {"", "", {false, false}, ""},
      {"", "", {true}, "2: 2"},
      {"", "", {false, true, false, true}, "3: 1 2 1 3"},
      {"shared", "", {false, false}, "1: 1 1"},
      {"shared", "", {true, false, true}, "3: 2 1 3"},
      {"auto", "", {false, false, false}, "2: 1 2 1"},
      {"auto", "3", {false, true, false}, "4: 1 4 2"},
      {"auto", "1", {true, true, false, false}, "3: 2 3 1 1"},
  };
  for (const auto& one : cases) {
    auto vmi = instance("cirros.json");
    auto& domain = vmi.spec.domain;
    domain.io_threads_policy = one.policy;
    if (*one.cpus != 0) domain.resources.requests["cpu"] = one.cpus;
    domain.devices.disks.clear();
    for (const bool dedicated : one.dedicated) {
      auto& disk = domain.devices.disks.emplace_back();
      disk.name = "disk" + std::to_string(domain.devices.disks.size());
      disk.disk.ensure().bus = "virtio";
      disk.dedicated_io_thread = dedicated;
    }
    auto& sata = domain.devices.disks.emplace_back();
    sata.name = "last";
    sata.disk.ensure().bus = "sata";
    const auto text = build(input_of(vmi)).take();
    std::string found;
    const std::string total = "<iothreads>", each = " iothread=\"";
    if (const auto at = text.find(total); at != std::string::npos)
      found = text.substr(at + total.size(), text.find('<', at + 1) - at - total.size()) + ":";
    for (auto at = text.find(each); at != std::string::npos; at = text.find(each, at + 1))
      found += " " + text.substr(at + each.size(), text.find('"', at + each.size()) - at - each.size());
    EXPECT_EQ(found, one.threads) << one.policy << " " << one.cpus << "\n" << text;
  }
}

TEST(Domain, a_shared_disk_is_never_cached_and_a_matched_one_has_its_volumes_units) {
  auto vmi = instance("cirros.json");
  auto input = input_of(vmi);
  auto& disk = vmi.spec.domain.devices.disks[0];
  input.disks[disk.name].direct_io = false;
  EXPECT_NE(build(input).take().find("cache=\"writethrough\""), std::string::npos);
  disk.shareable = true;
  EXPECT_NE(build(input).take().find("cache=\"none\""), std::string::npos);
  input.disks[disk.name].block_sizes = DiskSource::BlockSizes{4096, 8192};
  EXPECT_EQ(build(input).take().find("<blockio"), std::string::npos);
  disk.block_size.ensure().match_volume.emplace();
  EXPECT_NE(build(input).take().find("<blockio logical_block_size=\"4096\" physical_block_size=\"8192\""),
            std::string::npos);
}

TEST(Domain, has_the_controllers_that_its_disks_need) {
  auto vmi = instance("cirros.json");
  vmi.spec.domain.devices.disable_hotplug = true;
  const std::string scsi = "type=\"scsi\"", no_usb = "model=\"none\"";
  EXPECT_EQ(build(input_of(vmi)).take().find(scsi), std::string::npos);
  auto& disk = vmi.spec.domain.devices.disks[0];
  disk.disk.reset();
  disk.cdrom.ensure().bus = "scsi";
  EXPECT_NE(build(input_of(vmi)).take().find(scsi), std::string::npos);
  EXPECT_NE(build(input_of(vmi)).take().find(no_usb), std::string::npos);
  disk.cdrom->bus = "usb";
  EXPECT_NE(build(input_of(vmi)).take().find("qemu-xhci"), std::string::npos);
}

TEST(Domain, of_a_guest_that_starts_paused_leaves_time_to_choose_what_boots) {
  auto vmi = instance("cirros.json");
  EXPECT_EQ(build(input_of(vmi)).take().find("<bootmenu"), std::string::npos);
  vmi.spec.start_strategy = "Paused";
  EXPECT_NE(build(input_of(vmi)).take().find("<bootmenu enable=\"yes\" timeout=\"10000\""), std::string::npos);
}

TEST(Domain, text_of_users_stays_text) {
  auto vmi = instance("cirros.json");
  vmi.spec.domain.devices.disks[0].serial = "</serial><evil/>";
  const auto text = build(input_of(vmi)).take();
  EXPECT_EQ(text.find("<evil/>"), std::string::npos);
  EXPECT_NE(text.find("&lt;evil/&gt;"), std::string::npos);
}

}  // namespace
}  // namespace coracle::virt::launcher::domain

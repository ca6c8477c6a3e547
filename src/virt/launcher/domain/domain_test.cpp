#include "virt/launcher/domain/domain.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "json/value.h"
#include "schema/codec.h"

namespace coracle::virt::launcher::domain {
namespace {

using api::kubevirt::v1::VirtualMachineInstance;

std::string case_file(const std::string& name) {
  const char* source = std::getenv("CORACLE_SOURCE");
  std::ifstream file(std::string(source ? source : "..") + "/tests/cases/domain/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

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
  vmi.spec.domain.io_threads_policy = "auto";
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

TEST(Domain, text_of_users_stays_text) {
  auto vmi = instance("cirros.json");
  vmi.spec.domain.devices.disks[0].serial = "</serial><evil/>";
  const auto text = build(input_of(vmi)).take();
  EXPECT_EQ(text.find("<evil/>"), std::string::npos);
  EXPECT_NE(text.find("&lt;evil/&gt;"), std::string::npos);
}

}  // namespace
}  // namespace coracle::virt::launcher::domain

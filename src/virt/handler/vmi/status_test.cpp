#include "virt/handler/vmi/status.h"

#include <gtest/gtest.h>

#include "json/patch.h"
#include "virt/handler/vmi/migratable.h"
#include "virt/handler/vmi/options.h"
#include "virt/shared/conditions.h"

namespace coracle::virt::handler {
namespace {
using namespace std::chrono_literals;
namespace kubevirt = api::kubevirt::v1;
using Vmi = kubevirt::VirtualMachineInstance;

Vmi vmi_from(const char* text) { return schema::decoded<Vmi>(json::parse(text).take()); }

const char* const tutorial = R"({
  "metadata": {"name": "vm-cirros", "namespace": "default", "uid": "u1"},
  "spec": {
    "domain": {
      "cpu": {"cores": 1, "sockets": 1, "threads": 1},
      "memory": {"guest": "128M"},
      "devices": {
        "disks": [{"name": "containerdisk", "disk": {"bus": "virtio"}}],
        "interfaces": [{"name": "default", "masquerade": {}}]}},
    "networks": [{"name": "default", "pod": {}}],
    "volumes": [{"name": "containerdisk", "containerDisk": {"image": "x"}}]},
  "status": {"phase": "Scheduled", "nodeName": "node1"}})";

shared::DomainReport running_report() {
  shared::DomainReport report;
  report.uid = "u1";
  report.state = "Running";
  report.reason = "Booted";
  report.machine_type = "pc-q35-7.2";
  report.disk_targets = {"containerdisk=vda", "unknown=vdb", "nonsense"};
  report.guest_memory_bytes = 123LL << 20U;
  return report;
}

api::core::v1::Pod ready_pod() {
  api::core::v1::Pod pod;
  pod.status.pod_ips = {{"10.244.0.71"}, {"fd00::71"}};
  pod.status.conditions.emplace_back().type = "Ready";
  pod.status.conditions[0].status = "True";
  return pod;
}

struct Scene {
  Vmi vmi = vmi_from(tutorial);
  shared::DomainReport report = running_report();
  api::core::v1::Pod pod = ready_pod();
  View view() const {
    View made{.vmi = vmi};
    made.report = &report;
    made.pod = &pod;
    made.connected = true;
    made.macs["default"] = "02:aa:bb:cc:dd:ee";
    made.selinux_context = "none";
    made.now = WallTime{1'800'000'000s};
    return made;
  }
};

TEST(Status, of_a_guest_that_has_just_started_comes_in_one_piece) {
  const Scene scene;
  const auto after = with_status(scene.view());
  const auto expected = vmi_from(R"({
    "status": {
      "phase": "Running", "nodeName": "node1",
      "conditions": [
        {"type": "Ready", "status": "True", "lastTransitionTime": "2027-01-15T08:00:00Z"},
        {"type": "LiveMigratable", "status": "True", "lastTransitionTime": "2027-01-15T08:00:00Z"},
        {"type": "StorageLiveMigratable", "status": "True", "lastTransitionTime": "2027-01-15T08:00:00Z"}],
      "currentCPUTopology": {"cores": 1, "sockets": 1, "threads": 1},
      "interfaces": [{"infoSource": "domain", "ipAddress": "10.244.0.71", "ipAddresses": ["10.244.0.71", "fd00::71"],
                      "linkState": "up", "mac": "02:aa:bb:cc:dd:ee", "name": "default", "podInterfaceName": "eth0",
                      "queueCount": 1}],
      "machine": {"type": "pc-q35-7.2"},
      "memory": {"guestAtBoot": "128M", "guestCurrent": "123Mi", "guestRequested": "128M"},
      "migrationMethod": "BlockMigration",
      "phaseTransitionTimestamps": [{"phase": "Running", "phaseTransitionTimestamp": "2027-01-15T08:00:00Z"}],
      "selinuxContext": "none",
      "volumeStatus": [{"name": "containerdisk", "target": "vda"}]}})");
  EXPECT_EQ(json::serialize(schema::encode(after.status)), json::serialize(schema::encode(expected.status)));
  const auto told = told_of(scene.vmi, after);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0], (Told{"Normal", "Started", "VirtualMachineInstance started."}));
  EXPECT_TRUE(is_urgent(scene.vmi, after));
}

TEST(Status, stays_when_nothing_is_new) {
  Scene scene;
  scene.vmi = with_status(scene.view());
  auto view = scene.view();
  view.now += 100s;
  EXPECT_EQ(with_status(view), scene.vmi);
}

TEST(Status, tells_what_the_agent_says_and_no_more_than_fits) {
  Scene scene;
  scene.vmi = with_status(scene.view());
  scene.report.agent_connected = true;
  scene.report.guest_os.emplace().name = std::string(5000, 'x') + "\n";
  auto& own = scene.report.interfaces.emplace_back();
  own.mac = "02:AA:BB:CC:DD:EE";
  own.interface_name = "enp1s0";
  own.ip_addresses = {"10.0.2.2"};
  scene.report.interfaces.emplace_back().interface_name = "lo";
  for (int i = 0; i < 50; ++i) {
    auto& more = scene.report.interfaces.emplace_back();
    more.interface_name = "br" + std::to_string(i);
    more.mac = "not a mac";
    more.ip_addresses = std::vector<std::string>(100, "192.168.0.1");
    more.ip_addresses.emplace_back("<script>");
  }
  const auto after = with_status(scene.view());
  ASSERT_EQ(after.status.interfaces.size(), 11U);
  EXPECT_EQ(after.status.interfaces[0].info_source, "domain, guest-agent");
  EXPECT_EQ(after.status.interfaces[0].interface_name, "enp1s0");
  EXPECT_EQ(after.status.interfaces[0].ip_address, "10.244.0.71") << "the world reaches the guest by its pod";
  EXPECT_EQ(after.status.interfaces[1].info_source, "guest-agent");
  EXPECT_EQ(after.status.interfaces[1].mac, "");
  EXPECT_EQ(after.status.interfaces[1].ip_addresses.size(), 16U);
  EXPECT_EQ(after.status.guest_os_info.name.size(), 256U);
  EXPECT_TRUE(shared::is_true(after.status.conditions, "AgentConnected"));
  EXPECT_FALSE(is_urgent(scene.vmi, after)) << "a guest must not make us write all the time";
}

TEST(Status, a_pause_and_its_reason_are_seen_and_go_away) {
  Scene scene;
  scene.vmi = with_status(scene.view());
  scene.report.state = "Paused";
  scene.report.reason = "IOError";
  auto paused = with_status(scene.view());
  const auto* condition = shared::find_condition(paused.status.conditions, "Paused");
  ASSERT_TRUE(condition);
  EXPECT_EQ(condition->reason, "PausedIOError");
  scene.report.reason = "User";
  paused = with_status(scene.view());
  EXPECT_EQ(shared::find_condition(paused.status.conditions, "Paused")->reason, "PausedByUser");
  EXPECT_EQ(told_of(scene.vmi, paused).at(0).reason, "Paused");
  EXPECT_TRUE(is_urgent(scene.vmi, paused));
  scene.vmi = paused;
  scene.report = running_report();
  const auto running = with_status(scene.view());
  EXPECT_FALSE(shared::find_condition(running.status.conditions, "Paused"));
  EXPECT_EQ(told_of(paused, running).at(0).reason, "Unpaused");
}

TEST(Status, says_why_a_guest_does_not_start_until_it_does) {
  Scene scene;
  scene.report.state.clear();
  auto view = scene.view();
  view.sync_failure = "no such disk";
  scene.vmi = with_status(view);
  const auto* condition = shared::find_condition(scene.vmi.status.conditions, "Synchronized");
  ASSERT_TRUE(condition);
  EXPECT_EQ(condition->status, "False");
  EXPECT_EQ(condition->reason, "Synchronizing with the Domain failed.");
  EXPECT_EQ(condition->message, "no such disk");
  EXPECT_EQ(scene.vmi.status.phase, "Scheduled");
  scene.report = running_report();
  EXPECT_FALSE(shared::find_condition(with_status(scene.view()).status.conditions, "Synchronized"));
}

TEST(Status, of_a_guest_that_ended) {
  Scene scene;
  scene.vmi = with_status(scene.view());
  scene.report.state = "Shutoff";
  scene.report.reason = "Shutdown";
  const auto after = with_status(scene.view());
  EXPECT_EQ(after.status.phase, "Succeeded");
  EXPECT_EQ(shared::find_condition(after.status.conditions, "Ready")->reason, "GuestNotRunning");
  EXPECT_EQ(told_of(scene.vmi, after).at(0).message, "The VirtualMachineInstance was shut down.");
  EXPECT_EQ(after.status.interfaces.size(), 1U) << "what is known stays to be read";
}

TEST(Migratable, by_what_the_guest_is_made_of) {
  struct Case {
    const char* change;  ///< merged into the tutorial's instance
    const char* reason;
    const char* storage_reason;
  };
  const Case cases[] = {
      {R"({})", "", ""},
      {R"({"spec":{"domain":{"devices":{"interfaces":[{"name":"default","bridge":{}}]}}}})",
       "InterfaceNotLiveMigratable", "InterfaceNotLiveMigratable"},
      {R"({"metadata":{"annotations":{"kubevirt.io/allow-pod-bridge-network-live-migration":""}},
           "spec":{"domain":{"devices":{"interfaces":[{"name":"default","bridge":{}}]}}}})",
       "", ""},
      {R"({"spec":{"volumes":[{"name":"d","persistentVolumeClaim":{"claimName":"c"}}]}})", "DisksNotLiveMigratable",
       ""},
      {R"({"spec":{"volumes":[{"name":"d","persistentVolumeClaim":{"claimName":"c"}}]},
           "status":{"volumeStatus":[{"name":"d","persistentVolumeClaimInfo":{"accessModes":["ReadWriteMany"]}}]}})",
       "", ""},
      {R"({"spec":{"volumes":[{"name":"d","hostDisk":{"path":"/d","type":"Disk"}}]}})", "DisksNotLiveMigratable", ""},
      {R"({"spec":{"domain":{"devices":{"filesystems":[{"name":"f","virtiofs":{}}]}}}})", "VirtIOFSNotLiveMigratable",
       "VirtIOFSNotLiveMigratable"},
      {R"({"spec":{"domain":{"devices":{"gpus":[{"name":"g","deviceName":"x/y"}]}}}})", "HostDeviceNotLiveMigratable",
       "HostDeviceNotLiveMigratable"},
      {R"({"spec":{"domain":{"launchSecurity":{"sev":{}}}}})", "SEVNotLiveMigratable", "SEVNotLiveMigratable"},
      {R"({"spec":{"domain":{"launchSecurity":{"tdx":{}}}}})", "TDXNotLiveMigratable", "TDXNotLiveMigratable"},
      {R"({"spec":{"domain":{"features":{"hypervPassthrough":{"enabled":true}}}}})",
       "HypervPassthroughNotLiveMigratable", "HypervPassthroughNotLiveMigratable"},
  };
  for (const auto& one : cases) {
    auto value = json::parse(tutorial).take();
    json::merge_into(value, json::parse(one.change).take());
    const auto vmi = schema::decoded<Vmi>(value);
    EXPECT_EQ(migratability(vmi).reason, one.reason) << one.change;
    EXPECT_EQ(migratability(vmi).possible, *one.reason == '\0') << one.change;
    EXPECT_EQ(storage_migratability(vmi).reason, one.storage_reason) << one.change;
  }
}

TEST(Options, say_what_node_and_cluster_add) {
  const auto vmi = vmi_from(tutorial);
  api::core::v1::Pod pod;
  pod.spec.containers.emplace_back().name = "compute";
  EXPECT_FALSE(launcher_options(vmi, pod, {}).use_kvm);
  pod.spec.containers[0].resources.limits["devices.kubevirt.io/kvm"] = "1";
  const auto options = launcher_options(vmi, pod, {});
  EXPECT_TRUE(options.use_kvm);
  EXPECT_TRUE(options.free_page_reporting);
  EXPECT_TRUE(options.log_serial_console);
  EXPECT_EQ(options.smbios_manufacturer, "KubeVirt");
  EXPECT_EQ(options.balloon_stats_period, 10);
}

}  // namespace
}  // namespace coracle::virt::handler

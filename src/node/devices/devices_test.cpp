#include "node/devices/devices.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "node/devices/ledger.h"

namespace coracle::node::devices {
namespace {
using namespace std::chrono_literals;
constexpr const char* kvm = "devices.kubevirt.io/kvm";

TEST(Ledger, gives_no_device_twice_and_the_pods_own_again_after_its_init_containers) {
  Ledger ledger;
  ledger.put("pod1", "init", kvm, {{"a"}, {}, true});
  ledger.put("pod2", "c", kvm, {{"b"}, {}, false});
  const DeviceSet healthy{"a", "b", "c", "d"};
  const auto own = choose(kvm, 2, healthy, ledger.taken(kvm, "pod1"), ledger.reusable("pod1", kvm));
  EXPECT_EQ(own.must, DeviceSet{"a"});
  EXPECT_EQ(own.free, (DeviceSet{"c", "d"}));
  EXPECT_EQ(own.more, 1U);
  const auto other = choose(kvm, 1, healthy, ledger.taken(kvm, "pod3"), ledger.reusable("pod3", kvm));
  EXPECT_EQ(other.free, (DeviceSet{"c", "d"}));
}

TEST(Ledger, says_how_many_devices_there_are_when_they_do_not_suffice) {
  std::string why;
  try {
    choose(kvm, 3, {"a", "b"}, {"b"}, {});
  } catch (const Error& error) {
    why = error.message();
  }
  EXPECT_EQ(why, "requested number of devices unavailable for devices.kubevirt.io/kvm. Requested: 3, Available: 1");
}

TEST(Ledger, is_the_same_after_it_was_written_and_read) {
  Ledger ledger;
  Holding holding{{"x", "y"}, {}, false};
  holding.answer.envs = {{"A", "b=c"}};
  rpc::Mount mount;
  mount.container_path = "/run/x";
  mount.host_path = "/var/x";
  mount.readonly = true;
  holding.answer.mounts = {mount};
  holding.answer.devices = {{"/dev/kvm", "/dev/kvm", "rw"}};
  ledger.put("pod", "c", kvm, holding);
  const auto read = Ledger::parse(ledger.text()).take();
  EXPECT_EQ(read.all(), ledger.all());
  const auto& answer = read.find("pod", "c", kvm)->answer;
  EXPECT_EQ(answer.envs, holding.answer.envs);
  EXPECT_EQ(answer.mounts.at(0).host_path, "/var/x");
  EXPECT_TRUE(answer.mounts.at(0).readonly);
  EXPECT_EQ(answer.devices.at(0).permissions, "rw");
}

TEST(Ledger, is_not_read_from_a_text_that_was_cut_changed_or_is_another_kubelets) {
  Ledger ledger;
  ledger.put("pod", "c", kvm, {{"x"}, {}, false});
  auto changed = ledger.text();
  changed.replace(changed.find("\"x\""), 3, "\"y\"");
  for (const auto& text :
       {changed, ledger.text().substr(0, 40), std::string(R"({"Data":{},"Checksum":1})"), std::string()})
    EXPECT_FALSE(Ledger::parse(text)) << text;
}

TEST(Merged, takes_each_path_once) {
  rpc::Allocation a, b;
  a.devices = {{"/dev/kvm", "/dev/kvm", "rw"}};
  b.devices = {{"/dev/kvm", "/dev/other", "r"}, {"/dev/net/tun", "/dev/net/tun", "rw"}};
  const auto all = merged({a, b});
  ASSERT_EQ(all.devices.size(), 2U);
  EXPECT_EQ(all.devices[0].host_path, "/dev/kvm");
}

/// A plugin on real sockets, with the kubelet's folder to itself.
struct Folder {
  Folder() {
    std::string pattern = "/tmp/coracle-devices-XXXXXX";
    path = ::mkdtemp(pattern.data());
  }
  ~Folder() { remove_tree(open_directory("/tmp").get(), path.substr(5)); }
  std::string path;
};

struct Plugin {
  Plugin(const Loop::Executor& executor, const std::string& folder)
      : server(executor, folder + "/kvm.sock", [this](rpc::DeviceIds ids) { return allocate(std::move(ids)); }) {
    server.start();
    std::vector<rpc::PluginDevice> offered;
    for (const char* id : {"kvm0", "kvm1", "kvm2"}) offered.push_back({id, true});
    server.set_devices(std::move(offered));
  }
  Task<rpc::Allocation> allocate(rpc::DeviceIds ids) {
    ++calls;
    rpc::Allocation answer;
    for (const auto& id : ids) answer.envs["GIVEN_" + id] = "yes";
    answer.devices.push_back({"/dev/kvm", "/dev/kvm", "mrw"});
    co_return answer;
  }
  int calls = 0;
  rpc::DevicePluginServer server;
};

Task<> register_kvm(rpc::CallQueue& queue, const std::string& folder) {
  const rpc::Connection kubelet(queue, folder + "/kubelet.sock");
  rpc::PluginRegistration registration;
  registration.endpoint = "kvm.sock";
  registration.resource_name = kvm;
  co_await rpc::register_plugin(kubelet, registration);
}

Task<> until(Devices& devices, Resource wanted) {
  for (int tries = 0; tries < 250; ++tries) {
    auto all = devices.resources();
    if (all.contains(kvm) && all[kvm] == wanted) co_return;
    co_await sleep_for(20ms);
  }
  ADD_FAILURE() << "the node does not come to offer " << wanted.allocatable << " of " << wanted.capacity;
}

std::string refused(const Error& error) { return error.message(); }

Task<std::string> refusal(Devices& devices, Wanted wanted) {
  try {
    co_await devices.allocate(std::move(wanted));
  } catch (const Error& error) {
    co_return refused(error);
  }
  co_return std::string();
}

Task<> life_of_a_plugin(Loop& loop, std::string folder) {
  rpc::CallQueue queue;
  const Log log("devices", LogLevel::error);
  auto devices = std::make_unique<Devices>(loop, queue, folder, log);
  int changes = 0;
  devices->on_change([&changes] { ++changes; });
  auto scope = std::make_unique<Scope>(loop);
  scope->spawn(devices->run(), "devices");
  co_await devices->serving();
  EXPECT_EQ(co_await refusal(*devices, {"pod1", "c", {{kvm, 1}}}),
            "cannot allocate unregistered device devices.kubevirt.io/kvm");
  auto plugin = std::make_unique<Plugin>(loop.executor(), folder);
  co_await register_kvm(queue, folder);
  co_await until(*devices, {3, 3});

  const auto first = co_await devices->allocate({"pod1", "c", {{kvm, 1}}});
  EXPECT_EQ(first.envs, (rpc::StringMap{{"GIVEN_kvm0", "yes"}}));
  EXPECT_EQ(first.devices.size(), 1U);
  const auto same = co_await devices->allocate({"pod1", "c", {{kvm, 1}}});
  EXPECT_EQ(same.envs, first.envs);
  EXPECT_EQ(plugin->calls, 1);
  const auto second = co_await devices->allocate({"pod2", "c", {{kvm, 1}}});
  EXPECT_EQ(second.envs, (rpc::StringMap{{"GIVEN_kvm1", "yes"}}));
  EXPECT_EQ(co_await refusal(*devices, {"pod3", "c", {{kvm, 2}}}),
            "requested number of devices unavailable for devices.kubevirt.io/kvm. Requested: 2, Available: 1");
  std::vector<rpc::PluginDevice> sick{{"kvm0", true}, {"kvm1", true}, {"kvm2", false}};
  plugin->server.set_devices(std::move(sick));
  co_await until(*devices, {3, 2});

  // We end and start again: who has what is known, and the plugin finds its socket gone.
  co_await scope->cancel_and_join();
  devices = std::make_unique<Devices>(loop, queue, folder, log);
  scope = std::make_unique<Scope>(loop);
  EXPECT_EQ(devices->holders(), (std::set<std::string>{"pod1", "pod2"}));
  scope->spawn(devices->run(), "devices");
  co_await devices->serving();
  struct stat status {};
  EXPECT_NE(::stat((folder + "/kvm.sock").c_str(), &status), 0);
  co_await plugin->server.stop();
  plugin = std::make_unique<Plugin>(loop.executor(), folder);
  co_await register_kvm(queue, folder);
  co_await until(*devices, {3, 3});
  const auto kept = co_await devices->allocate({"pod1", "c", {{kvm, 1}}});
  EXPECT_EQ(kept.envs, first.envs);
  EXPECT_EQ(plugin->calls, 0);
  devices->release("pod1");
  const auto third = co_await devices->allocate({"pod3", "c", {{kvm, 1}}});
  EXPECT_EQ(third.envs, (rpc::StringMap{{"GIVEN_kvm0", "yes"}}));

  co_await plugin->server.stop();
  co_await until(*devices, {3, 0});
  EXPECT_EQ(co_await refusal(*devices, {"pod4", "c", {{kvm, 1}}}),
            "no healthy devices present; cannot allocate unhealthy devices devices.kubevirt.io/kvm");
  co_await scope->cancel_and_join();
}

TEST(Devices, a_plugin_registers_gives_is_restarted_and_lost_and_no_device_is_given_twice) {
  const Folder folder;
  run_task([&](Loop& loop) { return life_of_a_plugin(loop, folder.path); });
}

TEST(Devices, a_checkpoint_that_cannot_be_read_is_set_aside) {
  const Folder folder;
  write_file_atomically(open_directory(folder.path).get(), "kubelet_internal_checkpoint", "nonsense");
  Loop loop;
  rpc::CallQueue queue;
  const Devices devices(loop, queue, folder.path, Log("devices", LogLevel::error));
  EXPECT_TRUE(devices.holders().empty());
  EXPECT_EQ(read_file(open_directory(folder.path).get(), "kubelet_internal_checkpoint.broken", 100), "nonsense");
}

}  // namespace
}  // namespace coracle::node::devices

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "rpc/device_plugin.h"
#include "world.h"

namespace coracle::testing {
namespace {
using namespace std::chrono_literals;
namespace fs = std::filesystem;

std::string label(const json::Value& node, std::string_view name) {
  return text_at(node, {"metadata", "labels", name});
}

struct Kubelet {
  Kubelet(Loop& loop, const std::string& folder)
      : names(std::make_shared<std::vector<std::string>>()),
        server(loop.executor(), folder + "/kubelet.sock",
               [seen = names](rpc::PluginRegistration plugin) { return note(seen, std::move(plugin)); }) {
    server.start();
  }
  static Task<> note(std::shared_ptr<std::vector<std::string>> seen, rpc::PluginRegistration plugin) {
    seen->push_back(plugin.resource_name);
    co_return;
  }
  std::shared_ptr<std::vector<std::string>> names;
  rpc::RegistrationServer server;
};

void copy_probe(const std::string& to) {
  const char* source = std::getenv("CORACLE_SOURCE");
  const auto from = std::string(source ? source : ".") + "/tests/cases/node_labels/emulation/";
  for (const char* name : {"capabilities.xml", "supported_features.xml", "virsh_domcapabilities.xml"}) {
    fs::copy_file(from + name, to + "/." + name);
    fs::rename(to + "/." + name, to + "/" + name);
  }
}

TEST(HandlerNode, guests_are_sent_here_once_devices_are_offered_and_the_probe_has_reported) {
  with_handler([](HandlerWorld& world) -> Task<> {
    const auto plugins = world.paths().device_plugins();
    fs::create_directories(plugins);
    world.start_handler();
    auto node = co_await world.until(all_nodes, "node1", [](const json::Value& one) {
      return label(one, "kubevirt.io/schedulable") == "false" &&
             !json::text(one, {"metadata", "annotations", "coracle.dev/kvm"}).empty();
    });
    EXPECT_FALSE(node.is_null());
    EXPECT_FALSE(text_at(node, {"metadata", "annotations", "kubevirt.io/heartbeat"}).empty());

    auto kubelet = std::make_unique<Kubelet>(world.loop, plugins);
    copy_probe(world.paths().node_labeller());
    auto waiting = world.handler->ready();
    co_await within(10s, std::move(waiting), "virt-handler");
    node = co_await world.until(all_nodes, "node1",
                                [](const json::Value& one) { return label(one, "kubevirt.io/schedulable") == "true"; });
    EXPECT_EQ(label(node, "machine-type.node.kubevirt.io/q35"), "true");
    EXPECT_EQ(label(node, "cpu-model.node.kubevirt.io/Westmere"), "true");
    EXPECT_NE(std::find(kubelet->names->begin(), kubelet->names->end(), "devices.kubevirt.io/tun"),
              kubelet->names->end());

    fs::create_directory(world.paths().node_labeller() + "/libvirt-cache");
    {
      rpc::CallQueue calls;
      const rpc::Connection connection(calls, plugins + "/kubevirt-tun.sock");
      const rpc::DevicePluginClient client(connection);
      std::vector<rpc::DeviceIds> wanted{{"tun7"}};
      const auto given = co_await client.allocate(std::move(wanted));
      EXPECT_EQ(given.at(0).devices.at(0).container_path, "/dev/net/tun");
      EXPECT_EQ(given.at(0).mounts.at(0).container_path, "/run/coracle/libvirt-cache");
      EXPECT_TRUE(given.at(0).mounts.at(0).readonly);
    }

    // A kubelet that loses a list takes the devices for lost: it is told anew.
    kubelet->names->clear();
    {
      rpc::CallQueue calls;
      const rpc::Connection connection(calls, plugins + "/kubevirt-tun.sock");
      const rpc::DevicePluginClient client(connection);
      const auto watch = co_await client.watch();
      auto reading = watch->next();
      const auto list = co_await within(5s, std::move(reading), "the list");
      EXPECT_TRUE(list && !list->empty());
    }
    EXPECT_FALSE((co_await world.until(
                      all_nodes, "node1",
                      [&](const json::Value& one) {
                        return label(one, "kubevirt.io/schedulable") == "true" && !kubelet->names->empty();
                      },
                      20s))
                     .is_null());

    // Somebody removes a socket of ours: the kubelet is told of the next one.
    kubelet->names->clear();
    fs::remove(plugins + "/kubevirt-tun.sock");
    EXPECT_FALSE((co_await world.until(all_nodes, "node1", [&](const json::Value& one) {
                   return label(one, "kubevirt.io/schedulable") == "true" && !kubelet->names->empty();
                 })).is_null());
    EXPECT_TRUE(fs::exists(plugins + "/kubevirt-tun.sock"));

    // A new kubelet has forgotten everything.
    co_await kubelet->server.stop();
    kubelet.reset();
    for (const auto& entry : fs::directory_iterator(plugins)) fs::remove(entry.path());
    EXPECT_FALSE((co_await world.until(all_nodes, "node1", [](const json::Value& one) {
                   return label(one, "kubevirt.io/schedulable") == "false";
                 })).is_null());
    kubelet = std::make_unique<Kubelet>(world.loop, plugins);
    EXPECT_FALSE((co_await world.until(all_nodes, "node1", [](const json::Value& one) {
                   return label(one, "kubevirt.io/schedulable") == "true";
                 })).is_null());
    EXPECT_FALSE(kubelet->names->empty());

    co_await world.stop_handler();
    EXPECT_EQ(label(*co_await world.find(all_nodes, "node1"), "kubevirt.io/schedulable"), "false");
    co_await kubelet->server.stop();
  });
}

}  // namespace
}  // namespace coracle::testing

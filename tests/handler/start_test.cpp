#include <gtest/gtest.h>

#include <algorithm>

#include "world.h"

namespace coracle::testing {
namespace {
using namespace std::chrono_literals;

const json::Value* link_of(const json::Value& network, std::string_view name) {
  for (const auto& link : network.at("links").as_array())
    if (json::text(link, {"name"}) == name) return &link;
  return nullptr;
}

bool has_event(const std::vector<std::string>& events, const std::string& wanted) {
  return std::ranges::find(events, wanted) != events.end();
}

TEST(HandlerStart, an_instance_that_was_handed_over_runs_and_says_all_of_it_in_one_write) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    co_await world.hand_over("vm", R"({"spec":{"tomorrow":{"a":1}},"status":{"tomorrow":{"b":[1]},
      "conditions":[{"type":"Provisioned","status":"True","tomorrow":2}]}})");
    const auto launcher = world.launcher_of("vm");
    co_await launcher->ready();
    const auto sync = co_await launcher->call("SyncVirtualMachine");
    EXPECT_EQ(text_at(sync, {"vmi", "metadata", "name"}), "vm");
    const auto* given = json::find(sync, {"options", "interfaces"});
    EXPECT_TRUE(given && given->is_array() && given->get_array().size() == 1U) << json::serialize(sync);
    if (!given || !given->is_array()) co_return;
    const auto& card = given->get_array()[0];
    EXPECT_EQ(text_at(card, {"tap"}), "tap0");
    EXPECT_EQ(text_at(card, {"guestAddress"}), "10.0.2.2/24");
    EXPECT_EQ(card.at("mtu").to_number<int>(), 1400) << "as big as the pod's";

    const auto vmi = co_await world.until_phase("vm", "Running");
    EXPECT_EQ(text_at(condition_of(vmi, "Ready"), {"status"}), "True") << json::serialize(vmi);
    EXPECT_EQ(text_at(condition_of(vmi, "LiveMigratable"), {"status"}), "True");
    EXPECT_EQ(text_at(vmi, {"status", "machine", "type"}), "pc-q35-7.2");
    EXPECT_EQ(text_at(vmi, {"status", "memory", "guestCurrent"}), "128Mi");
    const auto& status_card = vmi.at("status").at("interfaces").as_array()[0];
    EXPECT_EQ(text_at(status_card, {"ipAddress"}), "10.244.0.71");
    EXPECT_EQ(text_at(status_card, {"mac"}), text_at(card, {"mac"}));
    EXPECT_EQ(text_at(vmi.at("status").at("volumeStatus").as_array()[0], {"target"}), "vda");
    EXPECT_EQ(world.faults->count("PATCH", "virtualmachineinstances"), 1) << "writes";

    EXPECT_TRUE(json::find(vmi, {"spec", "tomorrow", "a"})) << "a member nobody here knows was lost";
    EXPECT_TRUE(json::find(vmi, {"status", "tomorrow", "b"}));
    EXPECT_TRUE(json::find(condition_of(vmi, "Provisioned"), {"tomorrow"}));

    const auto network = co_await launcher->network();
    const auto* bridge = link_of(network, "k6t-eth0");
    EXPECT_TRUE(bridge) << json::serialize(network);
    if (bridge) EXPECT_EQ(text_at(*bridge, {"mac"}), "02:00:00:00:00:00");
    const auto* tap = link_of(network, "tap0");
    EXPECT_TRUE(tap);
    if (tap) EXPECT_EQ(text_at(*tap, {"master"}), "k6t-eth0");

    const auto events = co_await world.events_about("vm", 2);
    EXPECT_TRUE(has_event(events, "Created: VirtualMachineInstance defined."));
    EXPECT_TRUE(has_event(events, "Started: VirtualMachineInstance started."));
  });
}

TEST(HandlerStart, a_socket_that_comes_late_is_seen_at_once) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    co_await world.hand_over("vm");
    co_await sleep_for(300ms);
    const auto launcher = world.launcher_of("vm");
    const auto begin = std::chrono::steady_clock::now();
    co_await launcher->ready();
    co_await launcher->call("SyncVirtualMachine");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
  });
}

TEST(HandlerStart, a_guest_that_cannot_start_is_tried_again_and_says_why) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    co_await world.hand_over("vm");
    const auto launcher = world.launcher_of("vm");
    launcher->say("sync-fails the disk has no end");
    co_await launcher->ready();
    const auto failed = co_await world.until(instances, "vm", [](const json::Value& vmi) {
      return json::text(condition_of(vmi, "Synchronized"), {"status"}) == "False";
    });
    EXPECT_EQ(text_at(condition_of(failed, "Synchronized"), {"message"}), "the disk has no end");
    EXPECT_EQ(text_at(failed, {"status", "phase"}), "Scheduled");
    const auto events = co_await world.events_about("vm", 1);
    EXPECT_TRUE(has_event(events, "SyncFailed: the disk has no end"));
    launcher->say("sync-fails ");
    const auto vmi = co_await world.until_phase("vm", "Running");
    EXPECT_TRUE(condition_of(vmi, "Synchronized").is_null());
  });
}

TEST(HandlerStart, what_is_not_built_is_said_in_the_condition) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    co_await world.hand_over("vm",
                             R"({"spec":{"domain":{"devices":{"interfaces":[{"name":"default","bridge":{}}]}}}})");
    const auto launcher = world.launcher_of("vm");
    co_await launcher->ready();
    const auto failed = co_await world.until(
        instances, "vm", [](const json::Value& vmi) { return !condition_of(vmi, "Synchronized").is_null(); });
    EXPECT_EQ(text_at(condition_of(failed, "Synchronized"), {"message"}),
              "interface default: the bridge binding is not built in this release");
  });
}

}  // namespace
}  // namespace coracle::testing

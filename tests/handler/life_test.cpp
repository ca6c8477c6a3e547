#include <gtest/gtest.h>

#include "world.h"

namespace coracle::testing {
namespace {
using namespace std::chrono_literals;

Task<std::unique_ptr<Launcher>> a_guest(HandlerWorld& world, std::string name, std::string more = "{}") {
  co_await world.hand_over(name, more);
  auto launcher = world.launcher_of(name);
  co_await launcher->ready();
  EXPECT_FALSE((co_await world.until_phase(name, "Running")).is_null());
  co_return launcher;
}

bool is_paused(const json::Value& vmi) { return json::text(condition_of(vmi, "Paused"), {"status"}) == "True"; }

TEST(HandlerLife, a_new_virt_handler_adopts_its_guests_and_leaves_them_alone) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    const auto launcher = co_await a_guest(world, "vm");
    const auto before = *co_await world.find(instances, "vm");
    co_await world.stop_handler();
    world.start_handler();
    co_await sleep_for(700ms);
    const auto after = *co_await world.find(instances, "vm");
    EXPECT_EQ(text_at(before, {"metadata", "resourceVersion"}), text_at(after, {"metadata", "resourceVersion"}))
        << "an adoption that changes nothing writes nothing";
    EXPECT_EQ(launcher->calls("SyncVirtualMachine"), 1);
    launcher->say(R"(domain {"state":"Paused","reason":"User"})");
    EXPECT_FALSE((co_await world.until(instances, "vm", is_paused)).is_null());
    EXPECT_EQ(launcher->calls("SyncVirtualMachine"), 1);
  });
}

TEST(HandlerLife, a_launcher_that_was_started_anew_is_found_again) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    auto launcher = co_await a_guest(world, "vm");
    launcher.reset();
    launcher = world.launcher_of("vm");
    co_await launcher->ready();
    launcher->say(R"(domain {"state":"Paused","reason":"IOError"})");
    EXPECT_FALSE((co_await world.until(instances, "vm", is_paused)).is_null());
    EXPECT_EQ(launcher->calls("SyncVirtualMachine"), 0);
  });
}

TEST(HandlerLife, a_guest_whose_instance_vanished_meanwhile_is_ended) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    const auto launcher = co_await a_guest(world, "vm");
    co_await world.stop_handler();
    co_await world.admin->patch(instances, {"default", "vm"}, kube::PatchType::merge,
                                json::parse(R"({"metadata":{"finalizers":null}})").take());
    co_await world.admin->remove(instances, {"default", "vm"});
    world.start_handler();
    EXPECT_FALSE((co_await launcher->call("KillVirtualMachine")).is_null());
    EXPECT_FALSE((co_await launcher->call("DeleteVirtualMachine")).is_null());
  });
}

TEST(HandlerLife, a_guest_whose_instance_lost_its_label_is_left_alone) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    const auto launcher = co_await a_guest(world, "vm");
    co_await world.admin->patch(instances, {"default", "vm"}, kube::PatchType::merge,
                                json::parse(R"({"metadata":{"labels":null}})").take());
    EXPECT_TRUE((co_await launcher->call("KillVirtualMachine", 500ms)).is_null());
    co_await world.admin->patch(instances, {"default", "vm"}, kube::PatchType::merge,
                                json::parse(R"({"metadata":{"labels":{"kubevirt.io/nodeName":"node1"}}})").take());
    launcher->say(R"(domain {"state":"Paused","reason":"User"})");
    EXPECT_FALSE((co_await world.until(instances, "vm", is_paused)).is_null()) << "it is followed again";
    EXPECT_EQ(launcher->calls("SyncVirtualMachine"), 1);
  });
}

TEST(HandlerLife, a_pod_that_lost_its_label_has_not_gone) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    const auto launcher = co_await a_guest(world, "vm");
    co_await world.admin->patch(all_pods, {"default", "virt-launcher-vm"}, kube::PatchType::merge,
                                json::parse(R"({"metadata":{"labels":null}})").take());
    EXPECT_TRUE((co_await launcher->call("KillVirtualMachine", 500ms)).is_null());
    EXPECT_EQ(text_at(*co_await world.find(instances, "vm"), {"status", "phase"}), "Running");
    launcher->say(R"(domain {"state":"Paused","reason":"User"})");
    EXPECT_FALSE((co_await world.until(instances, "vm", is_paused)).is_null());
  });
}

TEST(HandlerLife, what_the_agent_says_is_seen_without_a_flood_of_writes) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    const auto launcher = co_await a_guest(world, "vm");
    const int before = world.faults->count("PATCH", "virtualmachineinstances");
    for (int i = 0; i < 200; ++i) {
      launcher->say(R"(domain {"agentConnected":true,"guestOSInfo":{"name":"Linux )" + std::to_string(i) + "\"}}");
      co_await sleep_for(5ms);
    }
    const auto vmi = co_await world.until(instances, "vm", [](const json::Value& seen) {
      return json::text(seen, {"status", "guestOSInfo", "name"}) == "Linux 199";
    });
    EXPECT_EQ(text_at(condition_of(vmi, "AgentConnected"), {"status"}), "True");
    EXPECT_LE(world.faults->count("PATCH", "virtualmachineinstances") - before, 4);
    launcher->say(R"(event {"type":"Warning","reason":"GuestPanicked","message":"the guest's\u001b[31m kernel"})");
    const auto events = co_await world.events_about("vm", 3);
    bool told = false;
    for (const auto& event : events) told = told || event == "GuestPanicked: the guest's [31m kernel";
    EXPECT_TRUE(told) << events.back();
  });
}

TEST(HandlerLife, a_guest_that_is_paused_without_end_makes_no_flood_either) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    const auto launcher = co_await a_guest(world, "vm");
    const int before = world.faults->count("PATCH", "virtualmachineinstances");
    for (int i = 0; i < 200; ++i) {
      launcher->say(i % 2 == 0 ? R"(domain {"state":"Paused","reason":"User"})" : R"(domain {"state":"Running"})");
      co_await sleep_for(10ms);
    }
    launcher->say(R"(domain {"state":"Paused","reason":"User"})");
    co_await world.until(instances, "vm", [](const json::Value& seen) {
      return text_at(condition_of(seen, "Paused"), {"status"}) == "True";
    });
    EXPECT_LE(world.faults->count("PATCH", "virtualmachineinstances") - before, 20);
  });
}

TEST(HandlerLife, instances_of_other_nodes_are_none_of_its_business) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    co_await world.hand_over("vm", R"({"status":{"nodeName":"node2"}})");
    const auto launcher = world.launcher_of("vm");
    co_await launcher->ready();
    EXPECT_TRUE((co_await launcher->call("SyncVirtualMachine", 700ms)).is_null());
    EXPECT_EQ(world.faults->count("PATCH", "virtualmachineinstances"), 0);
  });
}

}  // namespace
}  // namespace coracle::testing

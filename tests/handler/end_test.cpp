#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "world.h"

namespace coracle::testing {
namespace {
using namespace std::chrono_literals;
namespace fs = std::filesystem;

Task<std::unique_ptr<Launcher>> running_guest(HandlerWorld& world, std::string name, std::string more = "{}") {
  co_await world.hand_over(name, more);
  auto launcher = world.launcher_of(name);
  co_await launcher->ready();
  const auto vmi = co_await world.until_phase(name, "Running");
  EXPECT_FALSE(vmi.is_null());
  co_return launcher;
}

TEST(HandlerEnd, without_grace_a_deleted_instance_ends_at_once) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    const auto launcher = co_await running_guest(world, "vm");
    const auto ghost = world.paths().ghost_records() + "/" + world.uids["vm"].first;
    EXPECT_TRUE(fs::exists(ghost));
    const auto begin = std::chrono::steady_clock::now();
    co_await world.admin->remove(instances, {"default", "vm"});
    co_await launcher->call("KillVirtualMachine");
    const auto vmi = co_await world.until_phase("vm", "Succeeded");
    EXPECT_FALSE(vmi.is_null());
    EXPECT_FALSE((co_await launcher->call("DeleteVirtualMachine")).is_null());
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 500ms);
    EXPECT_EQ(launcher->calls("ShutdownVirtualMachine"), 0);
    const auto events = co_await world.events_about("vm", 5);
    EXPECT_NE(std::ranges::find(events, "Stopped: The VirtualMachineInstance was shut down."), events.end());
    EXPECT_FALSE(fs::exists(ghost));
    EXPECT_FALSE(fs::exists(world.paths().network_info_cache() + "/" + world.uids["vm"].first));
  });
}

TEST(HandlerEnd, with_grace_the_power_button_comes_first) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    const auto launcher = co_await running_guest(world, "vm", R"({"spec":{"terminationGracePeriodSeconds":30}})");
    co_await world.admin->remove(instances, {"default", "vm"});
    EXPECT_FALSE((co_await launcher->call("ShutdownVirtualMachine")).is_null());
    launcher->say(R"(domain {"state":"Shutoff","reason":"Shutdown"})");
    EXPECT_FALSE((co_await world.until_phase("vm", "Succeeded")).is_null());
    EXPECT_EQ(launcher->calls("KillVirtualMachine"), 0);
  });
}

TEST(HandlerEnd, a_guest_that_does_not_shut_down_in_time_is_ended_and_has_failed) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    const auto launcher = co_await running_guest(world, "vm", R"({"spec":{"terminationGracePeriodSeconds":2}})");
    co_await world.admin->remove(instances, {"default", "vm"});
    EXPECT_FALSE((co_await launcher->call("ShutdownVirtualMachine")).is_null());
    EXPECT_FALSE((co_await launcher->call("KillVirtualMachine")).is_null());
    EXPECT_FALSE((co_await world.until_phase("vm", "Failed")).is_null());
  });
}

TEST(HandlerEnd, a_guest_that_starts_in_spite_of_its_end_is_ended_in_its_time) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    co_await world.hand_over("vm", R"({"spec":{"terminationGracePeriodSeconds":1}})");
    const auto launcher = world.launcher_of("vm");
    launcher->say("sync-fails it takes its time");
    co_await launcher->ready();
    EXPECT_FALSE((co_await launcher->call("SyncVirtualMachine")).is_null());
    co_await world.admin->remove(instances, {"default", "vm"});
    EXPECT_FALSE((co_await launcher->call("KillVirtualMachine")).is_null());
    launcher->say(R"(domain {"state":"Running","reason":"Booted"})");
    const auto end = std::chrono::steady_clock::now() + 5s;
    while (launcher->calls("KillVirtualMachine") < 2 && std::chrono::steady_clock::now() < end)
      co_await sleep_for(20ms);
    EXPECT_EQ(launcher->calls("KillVirtualMachine"), 2);
  });
}

TEST(HandlerEnd, a_guest_that_ends_by_itself_tells_how) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    const auto off = co_await running_guest(world, "off");
    off->say(R"(domain {"state":"Shutoff","reason":"Shutdown"})");
    EXPECT_FALSE((co_await world.until_phase("off", "Succeeded")).is_null());
    const auto crashed = co_await running_guest(world, "crashed");
    crashed->say(R"(domain {"state":"Shutoff","reason":"Crashed"})");
    EXPECT_FALSE((co_await world.until_phase("crashed", "Failed")).is_null());
    const auto events = co_await world.events_about("crashed", 3);
    EXPECT_NE(std::ranges::find(events, "Stopped: The VirtualMachineInstance crashed."), events.end());
  });
}

TEST(HandlerEnd, a_pod_that_is_told_to_end_shuts_its_guest_down) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    const auto launcher = co_await running_guest(world, "vm", R"({"spec":{"terminationGracePeriodSeconds":30}})");
    launcher->say(R"(domain {"askedToEnd":true})");
    EXPECT_FALSE((co_await launcher->call("ShutdownVirtualMachine")).is_null());
  });
}

TEST(HandlerEnd, an_instance_whose_pod_has_gone_has_failed) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    auto launcher = co_await running_guest(world, "vm");
    launcher->kill();
    co_await sleep_for(300ms);
    EXPECT_EQ(text_at(*co_await world.find(instances, "vm"), {"status", "phase"}), "Running") << "unknown is not gone";
    kube::RemoveOptions now;
    now.grace_seconds = 0;
    co_await world.admin->remove(all_pods, {"default", "virt-launcher-vm"}, now);
    EXPECT_FALSE((co_await world.until_phase("vm", "Failed")).is_null());
  });
}

TEST(HandlerEnd, a_launcher_that_was_given_up_has_failed) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    auto launcher = co_await running_guest(world, "vm");
    fs::create_directory(world.volume("vm", "sockets") + "/launcher-unresponsive");
    launcher->kill();
    EXPECT_FALSE((co_await world.until_phase("vm", "Failed")).is_null());
  });
}

}  // namespace
}  // namespace coracle::testing

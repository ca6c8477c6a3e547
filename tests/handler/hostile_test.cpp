#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "net/server.h"
#include "net/socket.h"
#include "world.h"

namespace coracle::testing {
namespace {
using namespace std::chrono_literals;
namespace fs = std::filesystem;

bool still_waits(const json::Value& vmi) { return json::text(vmi, {"status", "phase"}) == "Scheduled"; }

TEST(HandlerHostile, a_link_to_anothers_socket_is_never_dialled) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    co_await world.hand_over("victim");
    const auto launcher = world.launcher_of("victim");
    co_await launcher->ready();
    co_await world.hand_over("thief");
    fs::create_symlink(world.volume("victim", "sockets") + "/launcher-sock",
                       world.volume("thief", "sockets") + "/launcher-sock");
    co_await sleep_for(700ms);
    EXPECT_TRUE(still_waits(*co_await world.find(instances, "thief")));
  });
}

TEST(HandlerHostile, a_folder_that_is_a_link_is_never_entered) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    co_await world.hand_over("vm");
    const auto launcher = world.launcher_of("vm");
    co_await launcher->ready();
    co_await world.hand_over("thief");
    fs::remove(world.volume("thief", "sockets"));
    fs::create_directory_symlink(world.volume("vm", "sockets"), world.volume("thief", "sockets"));
    co_await sleep_for(700ms);
    EXPECT_TRUE(still_waits(*co_await world.find(instances, "thief")));
  });
}

TEST(HandlerHostile, a_process_that_is_not_the_pods_is_no_launcher) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    co_await world.hand_over("vm");
    const auto launcher = world.launcher_of("vm", false);
    co_await launcher->ready();
    EXPECT_TRUE((co_await launcher->call("SyncVirtualMachine", 700ms)).is_null());
    EXPECT_TRUE(still_waits(*co_await world.find(instances, "vm")));
    const auto said = co_await world.until(
        instances, "vm", [](const json::Value& vmi) { return !condition_of(vmi, "Synchronized").is_null(); }, 20s);
    const auto message = text_at(condition_of(said, "Synchronized"), {"message"});
    EXPECT_NE(message.find("does not run in pod"), std::string::npos) << message;
  });
}

TEST(HandlerHostile, a_launcher_that_says_it_is_another_is_not_heard) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    co_await world.hand_over("vm");
    const auto launcher = world.launcher_of("vm");
    co_await launcher->ready();
    EXPECT_FALSE((co_await world.until_phase("vm", "Running")).is_null());
    launcher->say(R"(domain {"uid":"another","state":"Shutoff","reason":"Crashed"})");
    co_await sleep_for(500ms);
    EXPECT_EQ(text_at(*co_await world.find(instances, "vm"), {"status", "phase"}), "Running");
  });
}

TEST(HandlerHostile, a_file_in_the_sockets_place_means_unknown_and_not_gone) {
  with_handler([](HandlerWorld& world) -> Task<> {
    world.start_handler();
    co_await world.hand_over("vm");
    auto launcher = world.launcher_of("vm");
    co_await launcher->ready();
    EXPECT_FALSE((co_await world.until_phase("vm", "Running")).is_null());
    const auto socket = world.volume("vm", "sockets") + "/launcher-sock";
    fs::rename(socket, socket + "-aside");
    std::ofstream(socket) << "no socket";
    launcher->kill();
    co_await sleep_for(700ms);
    EXPECT_EQ(text_at(*co_await world.find(instances, "vm"), {"status", "phase"}), "Running");
  });
}

}  // namespace
}  // namespace coracle::testing

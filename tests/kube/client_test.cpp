#include <gtest/gtest.h>

#include "world.h"

namespace coracle::testing {
namespace {
using namespace std::chrono_literals;

TEST(Client, lists_page_by_page_from_one_moment) {
  with_world([](World& world) -> Task<> {
    for (int i = 0; i < 620; ++i) co_await world.make("m" + std::to_string(i));
    const auto list = co_await world.client.list(config_map_kind, {"default", {}, {}});
    EXPECT_EQ(list.items.size(), 620U);
    EXPECT_EQ(json::text(list.items.front(), {"kind"}), "ConfigMap");
    EXPECT_FALSE(list.resource_version.empty());
    EXPECT_EQ(world.faults.count("GET", "/configmaps"), 2);
  });
}

TEST(Client, absorbs_what_races_bring) {
  with_world([](World& world) -> Task<> {
    EXPECT_TRUE(co_await world.client.create_if_absent(config_map_kind, "default", World::config_map("one")));
    EXPECT_FALSE(co_await world.client.create_if_absent(config_map_kind, "default", World::config_map("one")));
    EXPECT_FALSE(co_await world.client.find(config_map_kind, {"default", "two"}));
    EXPECT_TRUE(co_await world.client.remove_if_present(config_map_kind, {"default", "one"}));
    EXPECT_FALSE(co_await world.client.remove_if_present(config_map_kind, {"default", "one"}));
  });
}

TEST(Client, an_error_keeps_the_servers_reason_and_words) {
  with_world([](World& world) -> Task<> {
    Reason reason = Reason::unknown;
    std::string words;
    try {
      co_await world.client.get(config_map_kind, {"default", "none"});
    } catch (const Error& error) {
      reason = error.reason();
      words = error.message();
    }
    EXPECT_EQ(reason, Reason::not_found);
    EXPECT_EQ(words, "configmaps \"none\" not found");
  });
}

struct Silence final : net::BodyReader {
  Task<std::string> next() override {
    co_await sleep_for(1h);
    co_return "";
  }
};

// A connection that was lost without a word would else be listened to for ever.
TEST(Watch, ends_in_time_when_nothing_is_heard_any_more) {
  run_task([](Loop&) -> Task<> {
    kube::Watch watch(std::make_unique<Silence>(), std::chrono::steady_clock::now() + 20ms);
    EXPECT_FALSE(co_await watch.next());
    EXPECT_FALSE(co_await watch.next());
  });
}

}  // namespace
}  // namespace coracle::testing

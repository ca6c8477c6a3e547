#include <gtest/gtest.h>

#include "world.h"

namespace coracle::testing {
namespace {

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

}  // namespace
}  // namespace coracle::testing

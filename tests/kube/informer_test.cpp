#include <gtest/gtest.h>

#include "world.h"

namespace coracle::testing {
namespace {
using namespace std::chrono_literals;
using kube::Cached;
using kube::Informer;

std::unique_ptr<Informer> watching(World& world, kube::Selection selection = {"default", {}, {}}) {
  return std::make_unique<Informer>(world.loop.executor(), world.client, config_map_kind, std::move(selection),
                                    kube::Decode{}, Log("test", LogLevel::error));
}

std::string value_of(const Informer& informer, const std::string& name) {
  const auto object = informer.find({"default", name});
  return object ? std::string(json::text(object->raw, {"data", "value"})) : "absent";
}

TEST(Informer, holds_what_was_there_and_what_comes) {
  with_world([](World& world) -> Task<> {
    co_await world.make("first");
    const auto informer = watching(world);
    world.scope.spawn(informer->run());
    co_await informer->synced();
    EXPECT_EQ(value_of(*informer, "first"), "1");
    co_await world.make("second");
    co_await world.change("first", "2");
    EXPECT_TRUE(co_await eventually([&] { return value_of(*informer, "first") == "2"; }));
    EXPECT_EQ(value_of(*informer, "second"), "1");
    co_await world.admin.remove(config_map_kind, {"default", "first"});
    EXPECT_TRUE(co_await eventually([&] { return value_of(*informer, "first") == "absent"; }));
    co_await world.scope.cancel_and_join();
  });
}

TEST(Informer, tells_each_change_with_both_sides) {
  with_world([](World& world) -> Task<> {
    const auto informer = watching(world);
    std::vector<std::string> told;
    informer->on_change([&](const Cached& before, const Cached& after) {
      const auto side = [](const Cached& one) {
        return one ? std::string(json::text(one->raw, {"data", "value"})) : std::string("-");
      };
      told.push_back(side(before) + ">" + side(after));
    });
    world.scope.spawn(informer->run());
    co_await informer->synced();
    co_await world.make("one", "a");
    co_await world.change("one", "b");
    co_await world.admin.remove(config_map_kind, {"default", "one"});
    EXPECT_TRUE(co_await eventually([&] { return told.size() == 3; }));
    EXPECT_EQ(told, (std::vector<std::string>{"->a", "a>b", "b>-"}));
    co_await world.scope.cancel_and_join();
  });
}

TEST(Informer, goes_on_after_a_cut_and_loses_nothing) {
  with_world([](World& world) -> Task<> {
    const auto informer = watching(world);
    world.scope.spawn(informer->run());
    co_await informer->synced();
    co_await world.make("one");
    EXPECT_TRUE(co_await eventually([&] { return value_of(*informer, "one") == "1"; }));
    const int lists = world.faults.count("GET", "/configmaps");
    world.faults.cut_watches();
    co_await world.change("one", "2");
    co_await world.make("two");
    EXPECT_TRUE(co_await eventually([&] { return value_of(*informer, "one") == "2"; }));
    EXPECT_TRUE(co_await eventually([&] { return value_of(*informer, "two") == "1"; }));
    // It watched on from where it was: one more request, no list.
    EXPECT_EQ(world.faults.count("GET", "/configmaps"), lists + 1);
    co_await world.scope.cancel_and_join();
  });
}

TEST(Informer, lists_again_when_its_place_is_forgotten_and_tells_of_what_went_meanwhile) {
  with_world([](World& world) -> Task<> {
    co_await world.make("goes");
    co_await world.make("stays");
    const auto informer = watching(world);
    std::vector<std::string> gone;
    informer->on_change([&](const Cached& before, const Cached& after) {
      if (before && !after) gone.push_back(before->key.name);
    });
    world.scope.spawn(informer->run());
    co_await informer->synced();
    world.faults.fail_next(
        [](const net::Request& request) { return request.target.find("watch=1") != std::string::npos; },
        Error(Reason::expired, "too old resource version"));
    world.faults.cut_watches();
    co_await world.admin.remove(config_map_kind, {"default", "goes"});
    EXPECT_TRUE(co_await eventually([&] { return !gone.empty(); }));
    EXPECT_EQ(gone, std::vector<std::string>{"goes"});
    EXPECT_EQ(value_of(*informer, "stays"), "1");
    co_await world.scope.cancel_and_join();
  });
}

TEST(Informer, tells_the_end_of_the_first_before_the_second_of_that_name) {
  with_world([](World& world) -> Task<> {
    co_await world.make("one", "a");
    const auto informer = watching(world);
    std::vector<std::string> told;
    world.scope.spawn(informer->run());
    co_await informer->synced();
    informer->on_change([&](const Cached& before, const Cached& after) {
      told.push_back(std::string(before ? "had" : "-") + ">" + (after ? "has" : "-"));
    });
    world.faults.fail_next(
        [](const net::Request& request) { return request.target.find("watch=1") != std::string::npos; },
        Error(Reason::expired, "too old resource version"));
    world.faults.cut_watches();
    co_await world.admin.remove(config_map_kind, {"default", "one"});
    co_await world.make("one", "b");
    EXPECT_TRUE(co_await eventually([&] { return told.size() == 2; }));
    EXPECT_EQ(told, (std::vector<std::string>{"had>-", "->has"}));
    co_await world.scope.cancel_and_join();
  });
}

TEST(Informer, refresh_sees_past_a_watch_that_is_held_back_and_is_not_set_back_by_it) {
  with_world([](World& world) -> Task<> {
    co_await world.make("one", "1");
    world.faults.hold_watches_back(300ms);
    const auto informer = watching(world);
    world.scope.spawn(informer->run());
    co_await informer->synced();
    co_await world.change("one", "2");
    co_await world.change("one", "3");
    EXPECT_EQ(value_of(*informer, "one"), "1");
    co_await informer->refresh();
    EXPECT_EQ(value_of(*informer, "one"), "3");
    std::vector<std::string> later;
    informer->on_change([&](const Cached&, const Cached&) { later.push_back(value_of(*informer, "one")); });
    co_await sleep_for(500ms);
    EXPECT_TRUE(later.empty()) << "an older state came back";
    EXPECT_EQ(value_of(*informer, "one"), "3");
    co_await world.scope.cancel_and_join();
  });
}

TEST(Informer, finds_by_index_and_by_controller) {
  with_world([](World& world) -> Task<> {
    auto owned = World::config_map("owned", "x");
    json::at_path(owned, {"metadata", "ownerReferences"}) = json::Array{json::Object{
        {"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"name", "owner"}, {"uid", "u-1"}, {"controller", true}}};
    co_await world.admin.create(config_map_kind, "default", owned);
    const auto informer = watching(world);
    informer->add_index("value", [](const kube::CachedObject& object) {
      return std::vector<std::string>{std::string(json::text(object.raw, {"data", "value"}))};
    });
    world.scope.spawn(informer->run());
    co_await informer->synced();
    EXPECT_EQ(informer->by_index(kube::by_controller, "u-1").size(), 1U);
    EXPECT_EQ(informer->by_index("value", "x").size(), 1U);
    co_await world.change("owned", "y");
    EXPECT_TRUE(co_await eventually([&] { return informer->by_index("value", "y").size() == 1; }));
    EXPECT_TRUE(informer->by_index("value", "x").empty());
    co_await world.scope.cancel_and_join();
  });
}

}  // namespace
}  // namespace coracle::testing

#include <gtest/gtest.h>

#include "world.h"

namespace coracle::testing {
namespace {
using namespace std::chrono_literals;

struct Cache {
  explicit Cache(World& world)
      : informer(world.loop.executor(), world.client, config_map_kind, {"default", {}, {}}, {},
                 Log("test", LogLevel::error)),
        writer(world.client, informer) {}
  Task<> start(World& world) {
    world.scope.spawn(informer.run());
    co_await informer.synced();
  }
  kube::Informer informer;
  kube::RawWriter writer;
};

TEST(Writer, waits_until_the_cache_has_seen_what_it_wrote) {
  with_world([](World& world) -> Task<> {
    world.faults.hold_watches_back(200ms);
    Cache cache(world);
    co_await cache.start(world);
    co_await cache.writer.create("default", World::config_map("one"));
    const auto mark = cache.writer.log().mark();
    EXPECT_FALSE(cache.writer.log().reflected(mark));
    EXPECT_FALSE(cache.informer.find({"default", "one"}));
    co_await cache.writer.log().wait(mark, 5s);
    EXPECT_TRUE(cache.informer.find({"default", "one"}));
    co_await world.scope.cancel_and_join();
  });
}

TEST(Writer, looks_at_the_server_itself_when_the_watch_does_not_come) {
  with_world([](World& world) -> Task<> {
    world.faults.hold_watches_back(1h);
    Cache cache(world);
    co_await cache.start(world);
    co_await cache.writer.create("default", World::config_map("one"));
    co_await cache.writer.log().wait(cache.writer.log().mark(), 50ms);
    EXPECT_TRUE(cache.informer.find({"default", "one"}));
    co_await world.scope.cancel_and_join();
  });
}

TEST(Writer, notes_removals_of_this_very_object) {
  with_world([](World& world) -> Task<> {
    const auto made = co_await world.make("one");
    Cache cache(world);
    co_await cache.start(world);
    kube::RemoveOptions options;
    options.uid = json::text(made, {"metadata", "uid"});
    co_await cache.writer.remove({"default", "one"}, options);
    const auto mark = cache.writer.log().mark();
    co_await cache.writer.log().wait(mark, 5s);
    EXPECT_FALSE(cache.informer.find({"default", "one"}));
    // Another of the name is not touched.
    co_await world.make("one", "other");
    co_await cache.writer.remove({"default", "one"}, options);
    EXPECT_TRUE(co_await world.admin.find(config_map_kind, {"default", "one"}));
    co_await world.scope.cancel_and_join();
  });
}

TEST(Writer, keeps_members_it_does_not_know) {
  with_world([](World& world) -> Task<> {
    auto object = World::config_map("one");
    object.as_object()["unknown"] = json::Object{{"deep", json::Array{1, 2}}};
    json::at_path(object, {"metadata", "labels"}) = json::Object{{"a", "1"}};
    co_await world.admin.create(config_map_kind, "default", object);
    Cache cache(world);
    co_await cache.start(world);
    const auto cached = cache.informer.find({"default", "one"});
    const json::Value before = json::Object{{"data", json::Object{{"value", "1"}}}};
    const json::Value after = json::Object{{"data", json::Object{{"value", "2"}, {"more", "x"}}}};
    const auto answer = co_await cache.writer.patch(*cached, before, after);
    EXPECT_EQ(json::text(answer, {"data", "value"}), "2");
    EXPECT_EQ(json::text(answer, {"data", "more"}), "x");
    EXPECT_EQ(json::text(answer, {"metadata", "labels", "a"}), "1");
    EXPECT_NE(json::find(answer, {"unknown", "deep"}), nullptr);
    co_await world.scope.cancel_and_join();
  });
}

TEST(Writer, refuses_to_change_a_list_that_somebody_changed_meanwhile) {
  with_world([](World& world) -> Task<> {
    auto object = World::config_map("one");
    json::at_path(object, {"metadata", "finalizers"}) = json::Array{"example.com/a"};
    co_await world.admin.create(config_map_kind, "default", object);
    Cache cache(world);
    co_await cache.start(world);
    const auto cached = cache.informer.find({"default", "one"});
    co_await world.change("one", "2");
    auto after = cached->raw;
    json::at_path(after, {"metadata", "finalizers"}) = json::Array{"example.com/a", "example.com/b"};
    Reason reason = Reason::unknown;
    try {
      co_await cache.writer.patch(*cached, cached->raw, after);
    } catch (const Error& error) {
      reason = error.reason();
    }
    EXPECT_EQ(reason, Reason::conflict) << to_string(reason);
    co_await world.scope.cancel_and_join();
  });
}

}  // namespace
}  // namespace coracle::testing

#include "kube/reconciler.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "kube/custom_kinds.h"
#include "kube/events.h"
#include "world.h"

namespace coracle::testing {
namespace {
using namespace std::chrono_literals;
using kube::Key;
using kube::Next;

/// Makes for each ConfigMap "x" one named "child-of-x", exactly once: by a counter in the child's value it would show
/// if it did so twice.
struct Breeder final : kube::Reconciler {
  Breeder(kube::Informer& cache, kube::RawWriter& out) : informer(cache), writer(out) {}
  Task<Next> reconcile(Key key) override {
    ++looks;
    EXPECT_TRUE(busy.insert(key).second) << "one key twice at once: " << key.text();
    co_await sleep_for(1ms);
    busy.erase(key);
    if (failures > 0) {
      --failures;
      if (unexpected) throw std::out_of_range("a programmer's bad moment");
      throw Error(Reason::internal_error, "a bad moment");
    }
    if (key.name.starts_with("child-")) co_return Next::done();
    if (!informer.find(key) || informer.find({key.ns, "child-of-" + key.name})) co_return Next::done();
    ++made;
    // generateName: only the cache says whether there is one already.
    auto child = World::config_map("child-of-" + key.name);
    co_await writer.create(key.ns, child);
    co_return Next::done();
  }
  kube::Informer& informer;
  kube::RawWriter& writer;
  std::set<Key> busy;
  int failures = 0;
  bool unexpected = false;
  int looks = 0;
  int made = 0;
};

struct Farm {
  explicit Farm(World& world)
      : informer(world.loop.executor(), world.client, config_map_kind, {"default", {}, {}}, {},
                 Log("test", LogLevel::error)),
        writer(world.client, informer),
        breeder(informer, writer),
        controller(world.loop.executor(), breeder, {.name = "breeder"}, Log("test", LogLevel::error)) {
    controller.watch_self(informer);
    controller.reads_own(writer.log());
    world.scope.spawn(informer.run());
    world.scope.spawn(controller.run());
  }
  kube::Informer informer;
  kube::RawWriter writer;
  Breeder breeder;
  kube::Controller controller;
};

TEST(Controller, reads_its_own_writes_through_a_watch_that_is_held_back) {
  with_world([](World& world) -> Task<> {
    world.faults.hold_watches_back(150ms);
    Farm farm(world);
    co_await farm.informer.synced();
    for (int i = 0; i < 20; ++i) co_await world.make("m" + std::to_string(i));
    // More reasons to look, while the children are not in the cache yet.
    for (int round = 0; round < 3; ++round) {
      for (int i = 0; i < 20; ++i) farm.controller.queue().add({"default", "m" + std::to_string(i)});
      co_await sleep_for(60ms);
    }
    EXPECT_TRUE(co_await eventually([&] { return farm.informer.all().size() == 40; }));
    EXPECT_EQ(farm.breeder.made, 20);
    co_await world.scope.cancel_and_join();
  });
}

TEST(Controller, tries_again_what_failed_until_it_works) {
  with_world([](World& world) -> Task<> {
    Farm farm(world);
    farm.breeder.failures = 4;
    co_await farm.informer.synced();
    co_await world.make("one");
    EXPECT_TRUE(co_await eventually([&] { return farm.breeder.made == 1; }));
    EXPECT_GE(farm.breeder.looks, 5);
    co_await world.scope.cancel_and_join();
  });
}

TEST(Controller, goes_on_with_all_its_workers_whatever_is_thrown) {
  with_world([](World& world) -> Task<> {
    Farm farm(world);
    farm.breeder.unexpected = true;
    farm.breeder.failures = 20;  // more than there are workers
    co_await farm.informer.synced();
    for (int i = 0; i < 8; ++i) co_await world.make("m" + std::to_string(i));
    EXPECT_TRUE(co_await eventually([&] { return farm.breeder.made == 8; }));
    co_await world.scope.cancel_and_join();
  });
}

TEST(Controller, loses_no_change_while_its_watch_is_cut_again_and_again) {
  with_world([](World& world) -> Task<> {
    Farm farm(world);
    co_await farm.informer.synced();
    for (int i = 0; i < 8; ++i) {
      co_await world.make("m" + std::to_string(i));
      world.faults.cut_watches();
      co_await sleep_for(5ms);
    }
    const auto end = std::chrono::steady_clock::now() + 20s;
    while (farm.breeder.made < 8 && std::chrono::steady_clock::now() < end) co_await sleep_for(10ms);
    EXPECT_EQ(farm.breeder.made, 8);
    co_await world.scope.cancel_and_join();
  });
}

TEST(UntilServed, waits_for_the_definition_to_be_established) {
  with_world([](World& world) -> Task<> {
    apiserver::Resource definitions;
    definitions.group = "apiextensions.k8s.io";
    definitions.version = "v1";
    definitions.kind = "CustomResourceDefinition";
    definitions.plural = "customresourcedefinitions";
    definitions.singular = "customresourcedefinition";
    definitions.namespaced = false;
    definitions.storage = definitions.qualified();
    definitions.subresources.push_back({"status", {"get", "patch", "update"}, "", "", "", {}});
    auto all = apiserver::testing::plain_resources();
    all.push_back(std::move(definitions));
    world.cluster.registry().replace({}, std::move(all));
    constexpr api::Kind kind{"apiextensions.k8s.io",      "v1",  "CustomResourceDefinition",
                             "customresourcedefinitions", false, true};
    constexpr api::Kind gadget{"example.com", "v1", "Gadget", "gadgets", true, true};

    bool served = false;
    auto waiting = [](World& here, kube::Kind wanted, bool& done) -> Task<> {
      co_await kube::until_served(here.client, {wanted}, Log("test", LogLevel::error));
      done = true;
    };
    world.scope.spawn(waiting(world, gadget, served));
    co_await sleep_for(30ms);
    json::Value definition = json::Object{{"apiVersion", "apiextensions.k8s.io/v1"},
                                          {"kind", "CustomResourceDefinition"},
                                          {"metadata", json::Object{{"name", "gadgets.example.com"}}}};
    co_await world.admin.create(kind, "", definition);
    co_await sleep_for(30ms);
    EXPECT_FALSE(served);
    json::Value status = json::Object{
        {"status",
         json::Object{{"conditions", json::Array{json::Object{{"type", "Established"}, {"status", "True"}}}}}}};
    co_await world.admin.patch(kind, {"", "gadgets.example.com"}, kube::PatchType::merge, status, {"status", false});
    EXPECT_TRUE(co_await eventually([&] { return served; }));
    co_await world.scope.cancel_and_join();
  });
}

}  // namespace
}  // namespace coracle::testing

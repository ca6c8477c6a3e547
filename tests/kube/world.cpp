#include "world.h"

namespace coracle::testing {

World::World(Loop& on)
    : loop(on),
      cluster(on),
      server(on, cluster.handler()),
      direct(server.client({"tester", "", {"system:masters"}, {}})),
      faults(on, *direct),
      client(faults),
      admin(*direct),
      scope(on) {}

Task<> World::begin() { co_await cluster.begin(); }

Task<> World::end() {
  co_await scope.cancel_and_join();
  co_await faults.stop();
  co_await server.stop();
}

json::Value World::config_map(std::string name, std::string data) {
  return json::Object{{"apiVersion", "v1"},
                      {"kind", "ConfigMap"},
                      {"metadata", json::Object{{"name", name}, {"namespace", "default"}}},
                      {"data", json::Object{{"value", data}}}};
}

Task<json::Value> World::make(std::string name, std::string data) {
  co_return co_await admin.create(config_map_kind, "default", config_map(std::move(name), std::move(data)));
}

Task<json::Value> World::change(std::string name, std::string data) {
  json::Object patch{{"data", json::Object{{"value", data}}}};
  co_return co_await admin.patch(config_map_kind, {"default", std::move(name)}, kube::PatchType::merge,
                                 std::move(patch));
}

void with_world(Task<> (*test)(World&)) {
  auto run = [](Loop& loop, Task<> (*inner)(World&)) -> Task<> {
    World world(loop);
    co_await world.begin();
    std::exception_ptr failure;
    try {
      co_await inner(world);
    } catch (...) {
      failure = std::current_exception();
    }
    co_await world.end();
    if (failure) std::rethrow_exception(failure);
  };
  run_task([&](Loop& loop) { return run(loop, test); });
}

Task<bool> eventually(std::function<bool()> holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) co_return false;
    co_await sleep_for(std::chrono::milliseconds(2));
  }
  co_return true;
}

}  // namespace coracle::testing

// What the store alone can do: durable creates from two loops with so many clients each, gets, a list of 1,000.
// Usage: store_bench DATABASE (a file that is not there yet)
#include <fmt/core.h>

#include <thread>

#include "apiserver/store/store.h"
#include "base/scope.h"

namespace coracle::apiserver {
namespace {

constexpr int writes = 20'000;

Task<> client(Store& store, std::string prefix, int count) {
  auto& collection = store.collection("configmaps");
  const std::string filling(512, 'x');
  for (int i = 0; i < count; ++i) {
    const auto key = fmt::format("bench/{}-{}", prefix, i);
    auto draft = Draft::from(key, {{"apiVersion", "v1"},
                                   {"kind", "ConfigMap"},
                                   {"metadata", {{"name", prefix}, {"namespace", "bench"}, {"uid", key}}},
                                   {"data", {{"k", filling}}}});
    co_await store.write({Write::Kind::create, &collection, key, std::move(draft), 0});
  }
}

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void create_all(Store& store, int clients) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 2; ++thread)
    threads.emplace_back([&store, thread, clients] {
      run_task([&store, thread, clients](Loop& loop) -> Task<> {
        Scope scope(loop);
        for (int i = 0; i < clients; ++i)
          scope.spawn(client(store, fmt::format("c{}-{}-{}", clients, thread, i), writes / clients / 2));
        co_await scope.join();
      });
    });
  for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace coracle::apiserver

int main(int, char** arguments) {
  using namespace coracle::apiserver;
  Store store({.path = arguments[1]});
  for (const int clients : {1, 8, 32}) {
    const auto took = seconds_of([&] { create_all(store, clients); });
    fmt::print("creates, {} clients: {:.0f}/s\n", clients * 2, writes / took);
  }
  auto& collection = store.collection("configmaps");
  std::size_t bytes = 0;
  const auto gets = seconds_of([&] {
    for (int i = 0; i < 200'000; ++i)
      bytes += collection.snapshot()->find(fmt::format("bench/c1-0-0-{}", i % 10'000))->text().size();
  });
  fmt::print("gets: {:.0f}/s\n", 200'000 / gets);
  const auto lists = seconds_of([&] {
    for (int i = 0; i < 1000; ++i) {
      std::string text;
      int left = 1000;
      collection.snapshot()->each("bench/", "", [&](const ObjectPtr& object) {
        text.append(object->text()).push_back(',');
        return --left > 0;
      });
      bytes += text.size();
    }
  });
  fmt::print("lists of 1,000: {:.0f}/s\n", 1000 / lists);
  return bytes == 0 ? 1 : 0;
}

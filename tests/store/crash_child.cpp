// Writes to a store until it is killed, and says on standard output, one write each, what was answered:
// "c KEY REVISION\n" created, "u KEY REVISION\n" updated, "d KEY REVISION\n" removed.
// Usage: store_crash_child DATABASE PREFIX
#include <fmt/core.h>
#include <unistd.h>

#include "apiserver/store/store.h"
#include "base/scope.h"

namespace coracle::apiserver {
namespace {

void say(char what, const std::string& key, std::uint64_t revision) {
  const auto line = fmt::format("{} {} {}\n", what, key, revision);
  if (::write(1, line.data(), line.size()) != static_cast<ssize_t>(line.size())) _exit(3);
}

Draft draft_of(const std::string& key, int number) {
  return Draft::from(key, {{"apiVersion", "v1"},
                           {"kind", "ConfigMap"},
                           {"metadata", {{"name", key}}},
                           {"data", {{"number", number}, {"filling", std::string(400, 'f')}}}});
}

Task<> client(Store& store, std::string prefix) {
  auto& collection = store.collection("configmaps");
  for (int i = 0;; ++i) {
    const auto key = fmt::format("{}-{}", prefix, i);
    const auto made = co_await store.write({Write::Kind::create, &collection, key, draft_of(key, 0), 0});
    auto revision = made.object->revision();
    say('c', key, revision);
    if (i % 3 == 0) {
      const auto changed = co_await store.write({Write::Kind::update, &collection, key, draft_of(key, 1), revision});
      revision = changed.object->revision();
      say('u', key, revision);
    }
    if (i % 5 == 0) {
      const auto removed = co_await store.write({Write::Kind::remove, &collection, key, {}, revision});
      say('d', key, removed.object->revision());
    }
  }
}

}  // namespace
}  // namespace coracle::apiserver

int main(int, char** arguments) {
  using namespace coracle;
  apiserver::Store store({.path = arguments[1]});
  const std::string prefix = arguments[2];
  run_task([&](Loop& loop) -> Task<> {
    Scope scope(loop);
    for (int i = 0; i < 8; ++i) scope.spawn(apiserver::client(store, fmt::format("{}-{}", prefix, i)));
    co_await scope.join();
  });
}

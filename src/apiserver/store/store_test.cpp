#include "apiserver/store/store.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "apiserver/store/watch_hub.h"
#include "base/scope.h"

namespace coracle::apiserver {
namespace {

using namespace std::chrono_literals;

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "coracle-store-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) broken("mkdtemp");
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string database() const { return path_ / "store.db"; }

 private:
  std::filesystem::path path_;
};

json::Value config_map(const std::string& name, const std::string& data) {
  return {{"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"metadata", {{"name", name}}}, {"data", {{"k", data}}}};
}

Task<Written> create(Store& store, std::string name, std::string data = "x") {
  auto& collection = store.collection("configmaps");
  auto draft = Draft::from("d/" + name, config_map(name, data));
  co_return co_await store.write({Write::Kind::create, &collection, "d/" + name, std::move(draft), 0});
}
Task<Written> update(Store& store, std::string name, std::uint64_t expected, std::string data) {
  auto& collection = store.collection("configmaps");
  auto draft = Draft::from("d/" + name, config_map(name, data));
  co_return co_await store.write({Write::Kind::update, &collection, "d/" + name, std::move(draft), expected});
}
Task<Written> remove(Store& store, std::string name, std::uint64_t expected) {
  co_return co_await store.write({Write::Kind::remove, &store.collection("configmaps"), "d/" + name, {}, expected});
}

using Outcome = Written::Outcome;

TEST(Store, makes_a_change_only_if_the_object_is_what_the_caller_saw) {
  Store store({});
  run_task([&](Loop&) -> Task<> {
    const auto made = co_await create(store, "a");
    EXPECT_EQ(made.outcome, Outcome::done);
    EXPECT_EQ(made.object->revision(), 1U);
    EXPECT_EQ(store.revision(), 1U);
    const auto again = co_await create(store, "a");
    EXPECT_EQ(again.outcome, Outcome::exists);
    EXPECT_EQ(again.object, made.object);
    const auto stale = co_await update(store, "a", 99, "y");
    EXPECT_EQ(stale.outcome, Outcome::changed);
    const auto updated = co_await update(store, "a", 1, "y");
    EXPECT_EQ(updated.outcome, Outcome::done);
    EXPECT_EQ(updated.object->revision(), 2U);
    const auto late = co_await remove(store, "a", 1);
    EXPECT_EQ(late.outcome, Outcome::changed);
    const auto removed = co_await remove(store, "a", 2);
    EXPECT_EQ(removed.outcome, Outcome::done);
    EXPECT_EQ(json::text(removed.object->parse(), {"metadata", "resourceVersion"}), "3");
    const auto gone = co_await update(store, "a", 3, "z");
    EXPECT_EQ(gone.outcome, Outcome::missing);
    EXPECT_EQ(store.collection("configmaps").snapshot()->size(), 0U);
    EXPECT_EQ(store.revision(), 3U);
  });
}

TEST(Store, lets_one_of_many_equal_updates_win) {
  Store store({});
  run_task([&](Loop& loop) -> Task<> {
    co_await create(store, "counter", "0");
    Scope scope(loop);
    int done = 0;
    for (int i = 0; i < 64; ++i) {
      auto one = [](Store& in, int& count) -> Task<> {
        const auto written = co_await update(in, "counter", 1, "1");
        if (written.outcome == Outcome::done) ++count;
      };
      scope.spawn(one(store, done));
    }
    co_await scope.join();
    EXPECT_EQ(done, 1);
    EXPECT_EQ(store.revision(), 2U);
  });
}

TEST(Store, has_everything_after_a_restart_and_counts_on) {
  const Folder folder;
  std::string text;
  {
    Store store({.path = folder.database()});
    run_task([&](Loop&) -> Task<> {
      for (int i = 0; i < 300; ++i) co_await create(store, "o" + std::to_string(i));
      co_await update(store, "o7", 8, "changed");
      co_await remove(store, "o8", 9);
      co_await remove(store, "o9", 10);
    });
    text = store.collection("configmaps").snapshot()->find("d/o7")->text();
    EXPECT_EQ(store.revision(), 303U);
  }
  Store store({.path = folder.database()});
  EXPECT_EQ(store.revision(), 303U);
  const auto snapshot = store.collection("configmaps").snapshot();
  EXPECT_EQ(snapshot->size(), 298U);
  EXPECT_EQ(snapshot->find("d/o7")->text(), text);
  EXPECT_EQ(snapshot->find("d/o8"), nullptr);
  run_task([&](Loop&) -> Task<> {
    const auto updated = co_await update(store, "o7", 301, "again");
    EXPECT_EQ(updated.outcome, Outcome::done);
    EXPECT_EQ(updated.object->revision(), 304U);
    const auto reused = co_await create(store, "o8");
    EXPECT_EQ(reused.object->revision(), 305U);
  });
}

TEST(Store, can_be_watched_from_its_stored_revision_after_a_restart_and_not_from_before) {
  const Folder folder;
  {
    Store store({.path = folder.database()});
    run_task([&](Loop&) -> Task<> {
      co_await create(store, "a");
      co_await create(store, "b");
    });
  }
  Store store({.path = folder.database()});
  run_task([&](Loop& loop) -> Task<> {
    auto& collection = store.collection("configmaps");
    WatchHub hub(store, loop.executor());
    auto watcher = hub.watch(collection, 2);
    co_await create(store, "c");
    const auto change = co_await watcher->next(5s);
    EXPECT_TRUE(change);
    if (change) EXPECT_EQ(change->object()->name(), "c");
    try {
      hub.watch(collection, 1);
      ADD_FAILURE() << "a watch from before the restart";
    } catch (const Error& error) {
      EXPECT_EQ(error.reason(), Reason::expired);
      EXPECT_EQ(error.message(), "too old resource version: 1 (2)");
    }
    try {
      hub.watch(collection, 100);
      ADD_FAILURE() << "a watch from the future";
    } catch (const Error& error) {
      EXPECT_EQ(error.message(), "Too large resource version: 100, current: 3");
    }
  });
}

std::string error_of_opening(const std::string& path) {
  try {
    Store store({.path = path});
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

TEST(Store, says_why_it_cannot_open_a_file) {
  const Folder folder;
  const auto path = folder.database();
  std::ofstream(path) << std::string(8192, 'x');
  EXPECT_NE(error_of_opening(path).find("no database of Coracle"), std::string::npos) << error_of_opening(path);
  EXPECT_EQ(std::filesystem::file_size(path), 8192U) << "a foreign file was changed";
  EXPECT_NE(error_of_opening("/nowhere/store.db").find("cannot open the store /nowhere/store.db"), std::string::npos);

  std::filesystem::remove(path);
  { const Store store({.path = path}); }
  const auto patch_header = [&](int offset, char value) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(offset);
    file.put(value);
  };
  patch_header(63, 9);  // user_version: https://www.sqlite.org/fileformat2.html
  EXPECT_NE(error_of_opening(path).find("a newer Coracle wrote it (format 9"), std::string::npos);
  patch_header(63, 1);
  EXPECT_EQ(error_of_opening(path), "");
  patch_header(68, 1);  // application_id
  EXPECT_NE(error_of_opening(path).find("another program's database"), std::string::npos);
  patch_header(68, 0x43);
  const Store held({.path = path});
  EXPECT_NE(error_of_opening(path).find("another process has it open"), std::string::npos) << error_of_opening(path);
}

TEST(Store, refuses_a_damaged_file_wherever_the_damage_is) {
  const Folder folder;
  const auto path = folder.database();
  {
    Store store({.path = path});
    run_task([&](Loop&) -> Task<> {
      for (int i = 0; i < 40; ++i) co_await create(store, "o" + std::to_string(i), std::string(500, 'd'));
    });
  }
  std::ifstream in(path, std::ios::binary);
  const std::string good((std::istreambuf_iterator<char>(in)), {});
  std::size_t refused = 0, same = 0;
  for (std::size_t at = 100; at < good.size(); at += 397) {
    auto bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    std::filesystem::remove(path + "-wal");
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bad;
    const auto error = error_of_opening(path);
    if (!error.empty()) {
      ++refused;
      continue;
    }
    // Unused bytes of a page may hold anything: then everything must be there.
    ++same;
    Store store({.path = path});
    EXPECT_EQ(store.collection("configmaps").snapshot()->size(), 40U) << "byte " << at;
  }
  EXPECT_GT(refused, same);
  std::filesystem::remove(path + "-wal");
  std::ofstream(path, std::ios::binary | std::ios::trunc) << good.substr(0, good.size() / 2);
  EXPECT_NE(error_of_opening(path), "");
}

TEST(Store, forgets_old_changes_and_says_so) {
  Store store({.path = {}, .history_changes = 10});
  run_task([&](Loop& loop) -> Task<> {
    for (int i = 0; i < 30; ++i) co_await create(store, "o" + std::to_string(i));
    WatchHub hub(store, loop.executor());
    auto& collection = store.collection("configmaps");
    auto watcher = hub.watch(collection, 20);
    int seen = 0;
    while (watcher->poll()) ++seen;
    EXPECT_EQ(seen, 10);
    EXPECT_THROW(hub.watch(collection, 19), Error);
  });
}

TEST(Watch, gives_each_change_once_and_in_order_to_watchers_on_every_loop) {
  Store store({});
  auto& collection = store.collection("configmaps");
  constexpr int writes = 400;
  constexpr std::uint64_t last = 2 * writes;
  std::vector<std::thread> threads;
  for (int writer = 0; writer < 2; ++writer)
    threads.emplace_back([&store, writer] {
      run_task([&store, writer](Loop&) -> Task<> {
        for (int i = 0; i < writes; ++i) co_await create(store, std::to_string(writer) + "-" + std::to_string(i));
      });
    });
  for (int reader = 0; reader < 3; ++reader)
    threads.emplace_back([&] {
      run_task([&](Loop& loop) -> Task<> {
        WatchHub hub(store, loop.executor());
        std::uint64_t at = 0;
        while (at < last) {
          // Again and again from where it was: no change may be lost or come twice between replay and what follows.
          auto watcher = hub.watch(collection, at);
          for (int i = 0; i < 50 && at < last; ++i) {
            const auto change = co_await watcher->next(20s);
            if (!change) {
              ADD_FAILURE() << "nothing came after " << at;
              co_return;
            }
            EXPECT_EQ(change->revision(), at + 1);
            at = change->revision();
          }
        }
      });
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(store.revision(), last);
}

TEST(Watch, closes_on_a_watcher_that_does_not_read) {
  Store store({});
  run_task([&](Loop& loop) -> Task<> {
    WatchHub hub(store, loop.executor(), {.changes = 5, .bytes = 1U << 20U});
    auto slow = hub.watch(store.collection("configmaps"), 0);
    auto quick = hub.watch(store.collection("configmaps"), 0);
    for (int i = 0; i < 10; ++i) {
      co_await create(store, std::to_string(i));
      EXPECT_TRUE(co_await quick->next(5s));
    }
    EXPECT_THROW(slow->poll(), Error);
  });
}

TEST(Watch, progress_moves_with_changes_elsewhere_and_never_ahead_of_what_was_given) {
  Store store({});
  run_task([&](Loop& loop) -> Task<> {
    WatchHub hub(store, loop.executor());
    auto& other = store.collection("secrets");
    auto watcher = hub.watch(other, 0);
    co_await create(store, "a");
    EXPECT_EQ(watcher->progress(), 1U);
    Write secret{Write::Kind::create, &other, "d/s", Draft::from("d/s", config_map("s", "")), 0};
    co_await store.write(std::move(secret));
    co_await create(store, "b");
    EXPECT_EQ(watcher->progress(), 1U);
    EXPECT_TRUE(co_await watcher->next(5s));
    EXPECT_EQ(watcher->progress(), 3U);
  });
}

}  // namespace
}  // namespace coracle::apiserver

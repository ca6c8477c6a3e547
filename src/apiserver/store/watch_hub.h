#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "apiserver/store/store.h"
#include "base/scope.h"

namespace coracle::apiserver {

struct WatcherState;
struct HubState;

/// What one watcher of one collection has still to see, in order, each once. Belongs to the hub's loop.
class Watcher {
 public:
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  /// Waits for a change, for at most `limit`: nothing when the time passed first. Throws Error(expired) when the
  /// watcher was so slow that it would have to hold more than the hub allows.
  Task<ChangePtr> next(Duration limit);
  /// A change that is there already, or nothing.
  ChangePtr poll();
  /// Every change up to here was given out: what a bookmark says.
  std::uint64_t progress() const;

 private:
  friend class WatchHub;
  Watcher(std::shared_ptr<WatcherState> state, std::shared_ptr<HubState> hub);
  std::shared_ptr<WatcherState> state_;
  std::shared_ptr<HubState> hub_;
};

/// Brings changes to the watchers of one loop: the writer posts once a loop and group of writes, whatever their number.
/// All calls on the loop.
class WatchHub {
 public:
  struct Limits {
    std::size_t changes = 20'000;  ///< that may wait for one slow watcher
    std::size_t bytes = 32U << 20U;
  };
  WatchHub(Store& store, Loop::Executor executor, Limits limits);
  WatchHub(Store& store, Loop::Executor executor) : WatchHub(store, std::move(executor), Limits{}) {}
  ~WatchHub();

  /// Everything after `revision`. Throws Error(expired) when that is not known any more, in Kubernetes' words, and
  /// Error(timeout) "Too large resource version" when it lies ahead.
  std::unique_ptr<Watcher> watch(Collection& collection, std::uint64_t revision);
  /// The objects of this moment, and everything after it.
  struct Now {
    std::shared_ptr<const Snapshot> snapshot;
    std::uint64_t revision;
    std::unique_ptr<Watcher> watcher;
  };
  Now watch_now(Collection& collection);
  const Store& store() const { return store_; }

 private:
  std::unique_ptr<Watcher> join(Collection& collection, std::shared_ptr<WatcherState> watcher);
  std::shared_ptr<HubState> state_;
  Store& store_;
  Limits limits_;
};

}  // namespace coracle::apiserver

#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "apiserver/store/history.h"
#include "apiserver/store/snapshot.h"

namespace coracle::apiserver {

struct HubState;
class WatchHub;
class Watcher;

/// The objects of one kind. Any thread reads; only the store's writer publishes.
class Collection {
 public:
  Collection(std::string name, std::shared_ptr<const Snapshot> start, History history)
      : name_(std::move(name)), snapshot_(std::move(start)), history_(std::move(history)) {}
  Collection(const Collection&) = delete;
  Collection& operator=(const Collection&) = delete;

  const std::string& name() const { return name_; }
  /// A mutex is held for the copy of one pointer: libstdc++'s atomic<shared_ptr> spins on a lock as well, and
  /// ThreadSanitizer does not understand it.
  std::shared_ptr<const Snapshot> snapshot() const;
  /// What was there at an earlier revision: remembered, or worked out backwards from the history. Null when that is
  /// forgotten.
  std::shared_ptr<const Snapshot> at(std::uint64_t revision);
  /// Keeps a snapshot at hand for the next page of a list. The last few are kept.
  void remember(std::uint64_t revision, std::shared_ptr<const Snapshot> snapshot);

 private:
  friend class Writer;
  friend class WatchHub;
  friend class Watcher;

  std::string name_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> snapshot_;
  History history_;
  std::deque<std::pair<std::uint64_t, std::shared_ptr<const Snapshot>>> remembered_;
  std::vector<std::shared_ptr<HubState>> hubs_;  ///< loops with watchers of this collection
};

}  // namespace coracle::apiserver

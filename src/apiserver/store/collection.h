#pragma once
#include <cstdint>
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

 private:
  friend class Writer;
  friend class WatchHub;
  friend class Watcher;

  std::string name_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> snapshot_;
  History history_;
  std::vector<std::shared_ptr<HubState>> hubs_;  ///< loops with watchers of this collection
};

}  // namespace coracle::apiserver

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

class WatchHub;

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
  friend class Store;
  friend class Writer;
  friend class WatchHub;
  using Hub = std::shared_ptr<struct HubState>;

  std::string name_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> snapshot_;
  History history_;
  std::vector<Hub> hubs_;  ///< loops with watchers of this collection
};

}  // namespace coracle::apiserver

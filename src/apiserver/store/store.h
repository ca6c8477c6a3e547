#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "apiserver/store/collection.h"
#include "base/log.h"
#include "base/task.h"

namespace coracle::apiserver {

/// A change that is asked for. It is made only if the object is still the one the caller saw.
struct Write {
  enum class Kind { create, update, remove };
  Kind kind = Kind::create;
  Collection* collection = nullptr;
  std::string key;
  Draft draft;                 ///< of create and update; of remove: the last state, or empty for the stored one
  std::uint64_t expected = 0;  ///< revision of the object that update and remove replace
};

struct Written {
  enum class Outcome { done, exists, missing, changed };
  Outcome outcome = Outcome::done;
  ObjectPtr object;  ///< done: what is stored now, or was removed. exists, changed: what is there instead
};

/// All objects of the cluster: in memory for readers, in SQLite (WAL, FULL) for the next start. One thread writes; it
/// takes all writes that wait, checks them, commits them as one transaction, and only then shows them to anyone. A
/// write that was answered is durable.
///
/// When the disk is full, writes fail with 507 and reads go on. When it breaks, no write is taken any more until the
/// process starts again: what a failed fsync left behind is not known.
class Store {
 public:
  struct Options {
    std::string path;                        ///< of the database; its folder exists. Empty: memory only, for tests
    std::size_t history_changes = 100'000;   ///< kept a collection
    std::size_t history_bytes = 16U << 20U;  ///< kept a collection, of texts; what watchers were sent comes on top
    std::size_t largest_group = 512;         ///< writes of one transaction
  };
  /// Reads everything. Throws Error(store_read_error) with what is wrong: no database, another program's, one of a
  /// newer Coracle, a damaged one, one that another process has open.
  explicit Store(Options options, Log log = Log("store"));
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// The collection of that name; made when there is none. Stays where it is as long as the store.
  Collection& collection(std::string_view name);
  /// The last change that readers can see.
  std::uint64_t revision() const { return revision_.load(std::memory_order_acquire); }

  /// Resumes the caller on its loop once the change is durable and visible, or was refused. Throws Error when it
  /// cannot be stored. A caller that is cancelled does not take the write back.
  Task<Written> write(Write write);

 private:
  Options options_;
  std::atomic<std::uint64_t> revision_{0};
  std::uint64_t start_ = 0;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Collection>, std::less<>> collections_;
  std::unique_ptr<class Writer> writer_;
};

}  // namespace coracle::apiserver

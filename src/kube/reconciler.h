#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/scope.h"
#include "kube/informer.h"
#include "kube/queue.h"
#include "kube/writer.h"

namespace coracle::kube {

/// What the runtime does with the key next. A thrown error means: retry with back-off.
struct Next {
  std::optional<Duration> again_after;
  static Next done() { return {}; }
  static Next after(Duration delay) { return {delay}; }
};

/// Level-based: compares the world with the object named by `key` and moves it one step closer.
/// Never told what changed; may run at any time, again, or after a crash half-way; one key never twice at once.
/// Runs only when the caches hold everything this controller wrote for the key before (see Writer).
class Reconciler {
 public:
  virtual ~Reconciler() = default;
  virtual Task<Next> reconcile(Key key) = 0;
};

/// Runs one reconciler: its queue, its workers, retries, back-off, and the wait for its own writes.
class Controller {
 public:
  struct Options {
    std::string name;
    int workers = 4;                                ///< keys worked on at the same time
    Duration limit = std::chrono::seconds(60);      ///< one reconcile that takes longer is cancelled and retried
    Duration own_writes = std::chrono::seconds(5);  ///< then a live list takes the place of the wait
  };
  Controller(Loop::Executor executor, Reconciler& reconciler, Options options, Log log);

  /// Before run(): which informers wake which keys.
  void watch_self(Informer& informer);
  /// The controlling owner of a changed object, when it is of that kind.
  void watch_owned(Informer& informer, std::string_view owner_kind);
  /// Any other way from a change to keys.
  void watch(Informer& informer, std::function<std::vector<Key>(const CachedObject&)> keys);
  /// Writers whose writes must have come back before a key runs again.
  void reads_own(WriteLog& writes);

  Queue& queue() { return queue_; }
  /// Waits for all watched informers, then works until cancelled.
  Task<> run();

 private:
  Task<> work();
  Task<> reconcile_one(Key key);
  Task<> wait_for_own_writes(Key key);

  Reconciler& reconciler_;
  Options options_;
  Log log_;
  Queue queue_;
  std::vector<Informer*> informers_;
  std::vector<WriteLog*> write_logs_;
  std::map<Key, std::vector<WriteLog::Mark>> marks_;
};

}  // namespace coracle::kube

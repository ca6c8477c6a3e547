#pragma once
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "base/scope.h"
#include "kube/key.h"

namespace coracle::kube {

/// Keys that want a look, each at most once in the queue and never handed out twice at once: a key added while it is
/// being worked on comes again when that work is done.
class Queue {
 public:
  explicit Queue(Loop::Executor executor);

  void add(const Key& key);
  void add_after(const Key& key, Duration delay);
  /// Again after the key's back-off: 5 ms doubling to 30 s for each failure since the last forget().
  void add_failed(const Key& key);
  void forget(const Key& key);
  int failures(const Key& key) const;

  /// The next key. Whoever takes it calls done() when finished with it.
  Task<Key> next();
  void done(const Key& key);
  std::size_t waiting() const { return ready_.size(); }

  /// Moves delayed keys whose time has come into the queue, for as long as it runs.
  Task<> run_timers();

 private:
  std::deque<Key> ready_;
  std::set<Key> queued_;
  std::set<Key> active_;
  std::set<Key> again_;
  std::multimap<SteadyTime, Key> delayed_;
  std::map<Key, SteadyTime> due_;
  std::map<Key, int> failures_;
  Event has_ready_;
  Event delays_changed_;
};

}  // namespace coracle::kube

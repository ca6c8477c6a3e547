#pragma once
#include <deque>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "apiserver/store/watch_hub.h"

namespace coracle::apiserver {

/// One watcher's queue; belongs to its loop.
struct WatcherState {
  WatcherState(Collection& of, Store& in, Loop::Executor executor)
      : collection(of), store(in), ready(std::move(executor)) {}
  void take(const ChangePtr& change);

  Collection& collection;
  Store& store;
  WatchHub::Limits limits;
  std::deque<ChangePtr> waiting;
  std::size_t bytes = 0;
  std::uint64_t received = 0;  ///< the newest change that was put into `waiting`, or the start
  std::uint64_t given = 0;     ///< the newest change that was taken out, or the start
  bool overrun = false;
  Event ready;
};

/// What the writer knows of a loop that watches.
struct HubState {
  using Delivery = std::vector<std::pair<Collection*, std::vector<ChangePtr>>>;
  explicit HubState(Loop::Executor where) : executor(std::move(where)) {}

  /// From the writer's thread. Does nothing once the hub is gone: its loop may be gone too.
  static void post(const std::shared_ptr<HubState>& hub, Delivery delivery);
  void deliver(const Delivery& delivery);

  Loop::Executor executor;
  std::mutex mutex;
  bool open = true;                                                                      ///< under mutex
  std::unordered_map<Collection*, std::vector<std::shared_ptr<WatcherState>>> watchers;  ///< the loop's alone
};

}  // namespace coracle::apiserver

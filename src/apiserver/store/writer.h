#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "apiserver/store/database.h"
#include "apiserver/store/store.h"
#include "base/scope.h"

namespace coracle::apiserver {

/// A write that waits, and whom to wake.
struct WaitingWrite {
  WaitingWrite(Loop::Executor where, Write asked) : executor(where), write(std::move(asked)), done(std::move(where)) {}
  Loop::Executor executor;
  Write write;
  Event done;
  Written written;
  std::exception_ptr error;
};
using WaitingPtr = std::shared_ptr<WaitingWrite>;

/// The one thread that changes the store.
class Writer {
 public:
  /// `database` may be null: nothing is kept then. `revision` is the last one, and is moved when readers may see more.
  Writer(std::unique_ptr<Database> database, std::atomic<std::uint64_t>& revision, std::size_t largest_group, Log log);
  /// Finishes what waits.
  ~Writer();
  void submit(WaitingPtr waiting);

 private:
  struct Group;
  void run();
  void process(std::vector<WaitingPtr> waiting);
  void decide(Group& group, WaitingWrite& waiting);
  void commit(Group& group);
  void publish(Group& group);
  static void answer(std::vector<WaitingPtr> waiting);

  std::unique_ptr<Database> database_;
  std::atomic<std::uint64_t>& revision_;
  const std::size_t largest_group_;
  Log log_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<WaitingPtr> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace coracle::apiserver

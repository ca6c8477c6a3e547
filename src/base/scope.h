#pragma once
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/loop.h"

namespace coracle {

/// A group of tasks on one loop that ends together: spawn, cancel, join. Nothing in the house runs detached.
///
/// A task that throws anything but Cancelled is reported to the scope's `on_error` (default: log and go on).
/// All calls are made on the scope's loop. The destructor aborts the program when tasks still run: join first, or let
/// go.
class Scope {
 public:
  using OnError = std::function<void(const std::string& name, std::exception_ptr)>;

  explicit Scope(Loop::Executor executor, OnError on_error = {});
  explicit Scope(Loop& loop, OnError on_error = {}) : Scope(loop.executor(), std::move(on_error)) {}
  ~Scope();
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

  /// Starts the task on the next turn of the loop. Once cancelled, the scope drops new tasks without starting them.
  /// A lambda coroutine must capture nothing: its captures die before it does. Give spawn a member function's task.
  void spawn(Task<> task, std::string name = "task");
  /// Asks every task to end: what each waits on fails with Cancelled. May be called more than once.
  void cancel();
  bool cancelled() const;
  /// Waits until all tasks have ended. A caller that may itself be cancelled says `co_await uncancellable()` first.
  Task<> join();
  Task<> cancel_and_join();
  /// Cancels, and lets the scope end before its tasks have: they must own what they use, on_error too. LooseScope's.
  void let_go();
  std::size_t running() const;
  const Loop::Executor& executor() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// Waits for a task for so long, then cancels it, waits for it to end, and throws Error(timeout, "<doing>: ...").
template <class T>
Task<T> within(Duration limit, Task<T> task, std::string doing);
template <>
Task<void> within(Duration limit, Task<void> task, std::string doing);

/// Runs a task that a cancellation of the caller does not reach: for clean-up that must happen. Bound it by within().
/// A cancellation that was asked for before is over then; one that comes meanwhile ends the caller's next wait.
Task<> shielded(Task<> task);

/// Whether that is how a cancelled task ends, and nothing went wrong. Whoever catches all must let it through.
bool is_cancellation(const std::exception_ptr& error);

/// Cancels the current wait of whoever calls this when the scope it runs in was cancelled; for long computations.
Task<> check_cancelled();

/// A flag that tasks of one loop wait for. set() wakes all waiters; it stays set until reset().
class Event {
 public:
  explicit Event(Loop::Executor executor);
  ~Event();
  void set();
  void reset();
  bool is_set() const;
  Task<> wait();
  /// False when the time passed first.
  Task<bool> wait_for(Duration limit);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

template <class T>
Task<T> within(Duration limit, Task<T> task, std::string doing) {
  auto kept = std::make_shared<std::optional<T>>();
  auto store = [](Task<T> inner, std::shared_ptr<std::optional<T>> out) -> Task<> {
    out->emplace(co_await std::move(inner));
  };
  auto stored = store(std::move(task), kept);
  co_await within(limit, std::move(stored), std::move(doing));
  co_return std::move(**kept);
}

}  // namespace coracle

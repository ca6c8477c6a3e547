#pragma once
#include <functional>
#include <memory>

#include <boost/asio/this_coro.hpp>

#include "base/task.h"
#include "base/time.h"

namespace coracle {

/// Thrown in a task whose Scope was cancelled, or whose deadline passed elsewhere. Not an Error: it is nobody's
/// failure, and only Scope and within() catch it.
class Cancelled : public std::exception {
 public:
  const char* what() const noexcept override { return "cancelled"; }
};

/// One thread's queue of ready work. A component owns its state on one loop and so holds no mutex; only post(), stop()
/// and executor() may be called from another thread.
class Loop {
 public:
  using Executor = boost::asio::any_io_executor;

  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Runs until stop(). Exceptions that leave a posted function end the program: nothing may be lost in silence.
  void run();
  void stop();
  void post(std::function<void()> work);
  Executor executor() const;
  /// True on the thread that is in run().
  bool here() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Runs one task on a loop of its own until it is done, and returns or throws what it did. For main() and for tests.
void run_task(std::function<Task<>(Loop&)> task);

/// Runs a task on a loop that another thread is running, and waits for its end; what it throws is thrown here.
void run_on(Loop& loop, Task<> task);
/// Runs a task on the loop, and stops the loop once it has ended: the last thing a thread of its own does. What it
/// throws ends the program. May be called from any thread.
void stop_after(Loop& loop, Task<> task);

/// The executor of the loop the caller runs on.
Task<Loop::Executor> this_executor();
/// Runs `work` later on that loop; may be called from any thread.
void post(const Loop::Executor& executor, std::function<void()> work);

Task<> sleep_for(Duration duration);
Task<> sleep_until(SteadyTime time);
/// `co_await uncancellable();`: from here to its end this task is not cancelled any more, and what was asked before is
/// forgotten. For clean-up after a catch; bound what follows by within().
inline auto uncancellable() {
  return boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
}

/// Lets other ready work of the loop go first.
Task<> yield();

/// Waits until the descriptor can be read or written without blocking. The descriptor stays the caller's and must stay
/// open until the wait ends.
Task<> readable(int descriptor);
Task<> writable(int descriptor);

/// Waits for one of the signals and says which. The process must have it blocked or handled nowhere else.
class Signals {
 public:
  Signals(Loop& loop, std::initializer_list<int> numbers);
  ~Signals();
  Task<int> next();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace coracle

#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

#include "base/loop.h"

namespace coracle {

/// A named thread for calls that block (libvirt, SQLite, hashing). Work runs in the order it was given.
/// A caller that is cancelled leaves at once; the work it gave still runs, so it must own what it touches.
class Worker {
 public:
  explicit Worker(std::string name);
  /// Finishes what was given, then joins the thread.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Runs `work` on the worker's thread and resumes the caller on its own loop with the result or the exception.
  template <class F>
  Task<std::invoke_result_t<F>> run(F work) {
    using T = std::invoke_result_t<F>;
    if constexpr (std::is_void_v<T>) {
      co_await run_erased(std::function<void()>(std::move(work)));
    } else {
      auto result = std::make_shared<std::optional<T>>();
      std::function<void()> erased = [result, held = std::move(work)]() mutable { result->emplace(held()); };
      co_await run_erased(std::move(erased));
      co_return std::move(**result);
    }
  }
  /// Gives work that nobody waits for. It must not throw.
  void post(std::function<void()> work);

 private:
  Task<> run_erased(std::function<void()> work);
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace coracle

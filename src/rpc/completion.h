#pragma once
#include <functional>
#include <memory>
#include <utility>

namespace coracle::rpc {

/// What a completion queue gives back when an operation ended: made for one operation, gone after it.
class Completion {
 public:
  explicit Completion(std::function<void(bool)> work) : work_(std::move(work)) {}
  /// Called on the queue's thread; `ok` is gRPC's word for "there was something".
  static void run(void* tag, bool ok) {
    const std::unique_ptr<Completion> self(static_cast<Completion*>(tag));
    self->work_(ok);
  }
  /// For an operation whose end gRPC will not tell.
  static void drop(void* tag) { const std::unique_ptr<Completion> gone(static_cast<Completion*>(tag)); }

 private:
  std::function<void(bool)> work_;
};

inline void* when_done(std::function<void(bool)> work) { return new Completion(std::move(work)); }

}  // namespace coracle::rpc

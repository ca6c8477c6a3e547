#pragma once
#include <utility>

#include "base/scope.h"

namespace coracle::net {

/// Lets tasks of one loop write to a stream one after the other.
class Turn {
 public:
  explicit Turn(const Loop::Executor& executor) : free_(executor) {}
  class Held {
   public:
    explicit Held(Turn* turn) : turn_(turn) {}
    Held(Held&& other) noexcept : turn_(std::exchange(other.turn_, nullptr)) {}
    Held& operator=(Held&&) = delete;
    ~Held() {
      if (!turn_) return;
      turn_->busy_ = false;
      turn_->free_.set();
    }

   private:
    Turn* turn_;
  };
  Task<Held> take() {
    while (busy_) {
      free_.reset();
      co_await free_.wait();
    }
    busy_ = true;
    co_return Held(this);
  }

 private:
  bool busy_ = false;
  Event free_;
};

}  // namespace coracle::net

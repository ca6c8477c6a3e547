#pragma once
#include <deque>
#include <optional>

#include "base/scope.h"

namespace coracle {

/// A queue between tasks of one loop. push() never waits; a producer that must not run ahead checks size().
/// close() lets the reader take what is left, then nothing.
template <class T>
class Channel {
 public:
  explicit Channel(Loop::Executor executor) : ready_(std::move(executor)) {}

  /// False once closed: the item is dropped.
  bool push(T item) {
    if (closed_) return false;
    items_.push_back(std::move(item));
    ready_.set();
    return true;
  }
  void close() {
    closed_ = true;
    ready_.set();
  }
  bool closed() const { return closed_; }
  std::size_t size() const { return items_.size(); }

  /// The next item, or nothing when the channel was closed and is empty.
  Task<std::optional<T>> next() {
    while (items_.empty()) {
      if (closed_) co_return std::nullopt;
      ready_.reset();
      co_await ready_.wait();
    }
    std::optional<T> item{std::move(items_.front())};
    items_.pop_front();
    co_return item;
  }

 private:
  std::deque<T> items_;
  bool closed_ = false;
  Event ready_;
};

}  // namespace coracle

#pragma once
#include <utility>
#include <variant>

#include "base/error.h"

namespace coracle {

/// What a parser or validator returns: a value or the error. Throwing is for failures, this is for what users type.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : held_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return held_.index() == 0; }
  T& operator*() & { return std::get<0>(held_); }
  const T& operator*() const& { return std::get<0>(held_); }
  T&& operator*() && { return std::get<0>(std::move(held_)); }
  T* operator->() { return &std::get<0>(held_); }
  const T* operator->() const { return &std::get<0>(held_); }
  const Error& error() const { return std::get<1>(held_); }
  /// The value, or throws the error.
  T take() && {
    if (held_.index() == 1) throw std::get<1>(std::move(held_));
    return std::get<0>(std::move(held_));
  }

 private:
  std::variant<T, Error> held_;
};

}  // namespace coracle

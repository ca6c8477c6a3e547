#pragma once
#include <memory>
#include <utility>

namespace coracle {

/// A value on the heap that may be absent: what an optional struct of an API type is kept in. Copying copies the value;
/// two boxes are equal when both are absent or their values are equal. Keeps big types small: an optional<Struct> in an
/// optional<Struct> reserves room for all of it.
template <class T>
class Box {
 public:
  Box() = default;
  Box(std::nullptr_t) {}                                            // NOLINT(google-explicit-constructor)
  Box(const T& value) : held_(std::make_unique<T>(value)) {}        // NOLINT(google-explicit-constructor)
  Box(T&& value) : held_(std::make_unique<T>(std::move(value))) {}  // NOLINT(google-explicit-constructor)
  Box(const Box& other) : held_(other.held_ ? std::make_unique<T>(*other.held_) : nullptr) {}
  Box(Box&&) noexcept = default;
  Box& operator=(const Box& other) {
    if (this != &other) held_ = other.held_ ? std::make_unique<T>(*other.held_) : nullptr;
    return *this;
  }
  Box& operator=(Box&&) noexcept = default;
  ~Box() = default;

  explicit operator bool() const { return held_ != nullptr; }
  bool has_value() const { return held_ != nullptr; }
  T& operator*() { return *held_; }
  const T& operator*() const { return *held_; }
  T* operator->() { return held_.get(); }
  const T* operator->() const { return held_.get(); }
  T* get() { return held_.get(); }
  const T* get() const { return held_.get(); }
  void reset() { held_.reset(); }

  /// A fresh value in place of what was there.
  T& emplace() { return *(held_ = std::make_unique<T>()); }
  /// The value there is, or a fresh one.
  T& ensure() { return held_ ? *held_ : emplace(); }

  friend bool operator==(const Box& a, const Box& b) {
    return a.held_ == b.held_ || (a.held_ && b.held_ && *a.held_ == *b.held_);
  }

 private:
  std::unique_ptr<T> held_;
};

}  // namespace coracle

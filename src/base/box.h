#pragma once
#include <cstddef>
#include <utility>

namespace coracle {

/// A value on the heap that may be absent: what an optional struct of an API type is kept in. Copying copies the value;
/// two boxes are equal when both are absent or their values are equal. Keeps big types small: an optional<Struct> in an
/// optional<Struct> reserves room for all of it. Holds a bare pointer: API types have hundreds of boxes, and a
/// unique_ptr in each would make their headers twice as dear to include.
template <class T>
class Box {
 public:
  Box() = default;
  Box(std::nullptr_t) {}                              // NOLINT(google-explicit-constructor)
  Box(const T& value) : held_(new T(value)) {}        // NOLINT(google-explicit-constructor)
  Box(T&& value) : held_(new T(std::move(value))) {}  // NOLINT(google-explicit-constructor)
  Box(const Box& other) : held_(other.held_ ? new T(*other.held_) : nullptr) {}
  Box(Box&& other) noexcept : held_(std::exchange(other.held_, nullptr)) {}
  Box& operator=(const Box& other) {
    if (this != &other) replace(other.held_ ? new T(*other.held_) : nullptr);
    return *this;
  }
  Box& operator=(Box&& other) noexcept {
    if (this != &other) replace(std::exchange(other.held_, nullptr));
    return *this;
  }
  ~Box() { delete held_; }

  explicit operator bool() const { return held_ != nullptr; }
  bool has_value() const { return held_ != nullptr; }
  T& operator*() { return *held_; }
  const T& operator*() const { return *held_; }
  T* operator->() { return held_; }
  const T* operator->() const { return held_; }
  T* get() { return held_; }
  const T* get() const { return held_; }
  void reset() { replace(nullptr); }

  /// A fresh value in place of what was there.
  T& emplace() {
    replace(new T());
    return *held_;
  }
  /// The value there is, or a fresh one.
  T& ensure() { return held_ ? *held_ : emplace(); }

  friend bool operator==(const Box& a, const Box& b) {
    return a.held_ == b.held_ || (a.held_ && b.held_ && *a.held_ == *b.held_);
  }

 private:
  void replace(T* value) { delete std::exchange(held_, value); }

  T* held_ = nullptr;
};

}  // namespace coracle

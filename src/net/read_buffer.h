#pragma once
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "net/stream.h"

namespace coracle::net {

/// Bytes that have come and are not yet understood.
class ReadBuffer {
 public:
  std::string_view view() const { return {bytes_.data() + start_, end_ - start_}; }
  std::size_t size() const { return end_ - start_; }
  void take(std::size_t count) { start_ += count; }
  void append(std::string_view bytes) {
    if (bytes.empty()) return;
    make_room(bytes.size());
    std::memcpy(bytes_.data() + end_, bytes.data(), bytes.size());
    end_ += bytes.size();
  }
  /// Reads some more behind what is there; 0 at the end.
  Task<std::size_t> fill(Stream& stream) {
    make_room(1);
    const auto count = co_await stream.read_some(std::span(bytes_).subspan(end_));
    end_ += count;
    co_return count;
  }
  /// What is left, which leaves the buffer empty.
  std::string rest() {
    std::string left(view());
    start_ = end_ = 0;
    return left;
  }

 private:
  void make_room(std::size_t wanted) {
    if (start_ == end_) start_ = end_ = 0;
    if (bytes_.size() - end_ >= wanted) return;
    if (start_ > 0) std::memmove(bytes_.data(), bytes_.data() + start_, end_ - start_);
    end_ -= start_;
    start_ = 0;
    if (bytes_.size() - end_ < wanted)
      bytes_.resize(std::max<std::size_t>({16U << 10U, 2 * bytes_.size(), end_ + wanted}));
  }
  std::vector<char> bytes_;
  std::size_t start_ = 0, end_ = 0;
};

}  // namespace coracle::net

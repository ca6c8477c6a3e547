#include "net/piece_queue.h"

namespace coracle::net {

// Posting under the lock: once a side has said under it that it wants no more, its loop may go, and nothing is posted.
void PieceQueue::wake_reader() {
  const std::lock_guard lock(mutex_);
  if (abandoned_) return;
  coracle::post(reader_, [self = shared_from_this()] { self->may_read_.set(); });
}
void PieceQueue::wake_writer() {
  const std::lock_guard lock(mutex_);
  if (ended_) return;
  coracle::post(writer_, [self = shared_from_this()] { self->may_write_.set(); });
}

Task<bool> PieceQueue::push(Piece piece) {
  const auto self = shared_from_this();
  while (true) {
    may_write_.reset();
    {
      const std::lock_guard lock(mutex_);
      if (abandoned_ || ended_) co_return false;
      if (bytes_ == 0 || bytes_ + piece->size() <= limit_) {
        bytes_ += piece->size();
        pieces_.push_back(std::move(piece));
        break;
      }
    }
    co_await may_write_.wait();
  }
  wake_reader();
  co_return true;
}

void PieceQueue::end(std::optional<Error> failure) {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(ended_, true)) return;
    failure_ = std::move(failure);
  }
  wake_reader();
}

std::optional<PieceQueue::Piece> PieceQueue::take() {
  const std::lock_guard lock(mutex_);
  if (!pieces_.empty()) {
    auto piece = std::move(pieces_.front());
    pieces_.pop_front();
    bytes_ -= piece->size();
    return piece;
  }
  if (failure_) throw Error(*failure_);
  if (ended_) return Piece();
  return std::nullopt;
}

Task<PieceQueue::Piece> PieceQueue::next() {
  const auto self = shared_from_this();
  while (true) {
    may_read_.reset();
    if (auto piece = take()) {
      if (*piece) wake_writer();
      co_return std::move(*piece);
    }
    co_await may_read_.wait();
  }
}

void PieceQueue::abandon() {
  {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
    pieces_.clear();
    bytes_ = 0;
  }
  wake_writer();
}

}  // namespace coracle::net

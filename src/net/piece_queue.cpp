#include "net/piece_queue.h"

namespace coracle::net {

// Posting under the lock: a side that is through takes its event away under it.
void PieceQueue::wake_reader() {
  const std::lock_guard lock(mutex_);
  if (may_read_ && std::exchange(reader_waits_, false)) coracle::post(reader_, [event = may_read_] { event->set(); });
}
void PieceQueue::wake_writer() {
  const std::lock_guard lock(mutex_);
  if (may_write_ && std::exchange(writer_waits_, false)) coracle::post(writer_, [event = may_write_] { event->set(); });
}

Task<bool> PieceQueue::push(Piece piece) {
  const auto self = shared_from_this();
  const auto event = may_write_;
  if (!event) co_return false;
  while (true) {
    event->reset();
    {
      const std::lock_guard lock(mutex_);
      if (abandoned_ || ended_) co_return false;
      if (bytes_ == 0 || bytes_ + piece->size() <= limit_) {
        bytes_ += piece->size();
        pieces_.push_back(std::move(piece));
        break;
      }
      writer_waits_ = true;
    }
    co_await event->wait();
  }
  wake_reader();
  co_return true;
}

void PieceQueue::end(std::optional<Error> failure) {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(ended_, true)) return;
    may_write_ = nullptr;
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
  const auto event = may_read_;
  if (!event) co_return nullptr;
  while (true) {
    event->reset();
    if (auto piece = take()) {
      if (*piece) wake_writer();
      co_return std::move(*piece);
    }
    if (nothing_to_take()) co_await event->wait();
  }
}

/// From here on whoever gives wakes the reader.
bool PieceQueue::nothing_to_take() {
  const std::lock_guard lock(mutex_);
  reader_waits_ = pieces_.empty() && !failure_ && !ended_;
  return reader_waits_;
}

void PieceQueue::abandon() {
  {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
    may_read_ = nullptr;
    pieces_.clear();
    bytes_ = 0;
  }
  wake_writer();
}

}  // namespace coracle::net

#pragma once
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/scope.h"

namespace coracle::net {

/// A body on its way from one loop to another, bounded. Held by shared_ptr from both sides. The writer's loop may go
/// after end(), the reader's after abandon().
class PieceQueue : public std::enable_shared_from_this<PieceQueue> {
 public:
  using Piece = std::shared_ptr<const std::string>;
  PieceQueue(Loop::Executor writer, Loop::Executor reader, std::size_t limit)
      : writer_(writer),
        reader_(reader),
        limit_(limit),
        may_write_(std::make_shared<Event>(writer)),
        may_read_(std::make_shared<Event>(reader)) {}

  /// On the writer's loop. False when the reader wants no more.
  Task<bool> push(Piece piece);
  /// By the writer: the body is whole, or failed.
  void end(std::optional<Error> failure = {});
  /// On the reader's loop: null at the end. Throws what the writer failed with.
  Task<Piece> next();
  /// By the reader.
  void abandon();

 private:
  void wake_reader();
  void wake_writer();
  bool nothing_to_take();
  std::optional<Piece> take();

  const Loop::Executor writer_, reader_;
  const std::size_t limit_;
  std::mutex mutex_;  // over all below but the events, which belong to one loop each
  std::deque<Piece> pieces_;
  std::size_t bytes_ = 0;
  bool ended_ = false, abandoned_ = false;
  bool reader_waits_ = false, writer_waits_ = false;  // nobody is woken who is awake: a post costs two system calls
  std::optional<Error> failure_;
  std::shared_ptr<Event> may_write_, may_read_;  // null once that side is through, and maybe its loop gone
};

}  // namespace coracle::net

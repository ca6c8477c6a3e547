#include "base/scope.h"
#include "net/in_process.h"
#include "net/stream.h"

namespace coracle::net {
namespace {

/// One direction of a pipe. Writer and reader may live on two loops, so what they share is under a lock, and each is
/// woken on its own loop.
struct Direction {
  Direction(Loop::Executor write_side, Loop::Executor read_side, std::size_t most)
      : writer(write_side),
        reader(read_side),
        may_write(std::make_shared<Event>(write_side)),
        may_read(std::make_shared<Event>(read_side)),
        capacity(most) {}
  std::mutex mutex;
  std::string bytes;  // from `start` on
  std::size_t start = 0;
  bool finished = false;  // by the writer
  bool closed = false;    // by either side: nothing goes through any more
  Loop::Executor writer, reader;
  std::shared_ptr<Event> may_write, may_read;  // null once that end is gone, and maybe its loop with it
  std::size_t capacity;
};
using SharedDirection = std::shared_ptr<Direction>;

// Posting under the lock: an end that goes takes its event away under it.
void wake_reader(const SharedDirection& way) {
  const std::lock_guard lock(way->mutex);
  if (!way->may_read) return;
  if (way->reader == way->writer) return way->may_read->set();
  coracle::post(way->reader, [event = way->may_read] { event->set(); });
}
void wake_writer(const SharedDirection& way) {
  const std::lock_guard lock(way->mutex);
  if (!way->may_write) return;
  if (way->reader == way->writer) return way->may_write->set();
  coracle::post(way->writer, [event = way->may_write] { event->set(); });
}

[[noreturn]] void fail_closed() { throw Error(Reason::service_unavailable, "connection with pipe: closed"); }

class PipeEnd final : public Stream {
 public:
  PipeEnd(SharedDirection in, SharedDirection out) : in_(std::move(in)), out_(std::move(out)) {
    peer_.address = "pipe";
  }
  ~PipeEnd() override {
    PipeEnd::close();
    const auto take_away = [](Direction& way, std::shared_ptr<Event>& event) {
      const std::lock_guard lock(way.mutex);
      event = nullptr;
    };
    take_away(*in_, in_->may_read);
    take_away(*out_, out_->may_write);
  }

  Task<std::size_t> read_some(std::span<char> into) override {
    const auto way = in_;
    const auto event = way->may_read;
    if (into.empty()) co_return 0;
    while (true) {
      event->reset();
      if (const auto count = take(*way, into)) {
        if (*count > 0) wake_writer(way);
        co_return *count;
      }
      co_await event->wait();
    }
  }

  Task<> write(std::string_view bytes) override {
    const auto way = out_;
    const auto event = way->may_write;
    while (!bytes.empty()) {
      event->reset();
      const auto count = put(*way, bytes);
      bytes.remove_prefix(count);
      if (count > 0) wake_reader(way);
      if (count == 0) co_await event->wait();
    }
  }

  Task<> finish() override {
    {
      const std::lock_guard lock(out_->mutex);
      out_->finished = true;
    }
    wake_reader(out_);
    co_return;
  }

  void close() override {
    for (const auto& way : {in_, out_}) {
      {
        const std::lock_guard lock(way->mutex);
        if (way == out_ && way->finished) continue;  // what was written before an orderly end still arrives
        way->closed = true;
      }
      wake_reader(way);
      wake_writer(way);
    }
    if (!std::exchange(closed_, true)) in_->may_read->set();
  }
  const Peer& peer() const override { return peer_; }

 private:
  /// Nothing when it must be waited for.
  std::optional<std::size_t> take(Direction& way, std::span<char> into) const {
    const std::lock_guard lock(way.mutex);
    if (closed_) fail_closed();
    const auto count = std::min(into.size(), way.bytes.size() - way.start);
    if (count > 0) {
      std::memcpy(into.data(), way.bytes.data() + way.start, count);
      way.start += count;
      if (way.start == way.bytes.size()) {
        way.bytes.clear();
        way.start = 0;
      }
      return count;
    }
    if (way.finished) return 0;
    if (way.closed) fail_closed();
    return std::nullopt;
  }
  static std::size_t put(Direction& way, std::string_view bytes) {
    const std::lock_guard lock(way.mutex);
    if (way.closed || way.finished) fail_closed();
    const auto held = way.bytes.size() - way.start;
    const auto count = std::min(bytes.size(), way.capacity - std::min(held, way.capacity));
    if (way.start > 0 && count > 0) way.bytes.erase(0, std::exchange(way.start, 0));
    way.bytes.append(bytes.substr(0, count));
    return count;
  }

  SharedDirection in_, out_;
  Peer peer_;
  bool closed_ = false;
};

std::pair<std::unique_ptr<Stream>, std::unique_ptr<Stream>> join_ends(const Loop::Executor& a, const Loop::Executor& b,
                                                                      std::size_t capacity) {
  auto there = std::make_shared<Direction>(a, b, capacity);
  auto back = std::make_shared<Direction>(b, a, capacity);
  return {std::make_unique<PipeEnd>(back, there), std::make_unique<PipeEnd>(there, back)};
}

/// What both directions of a splice share.
struct Splice {
  explicit Splice(const Loop::Executor& executor) : ended(executor) {}
  Event ended;  // set at each end of a direction
  int done = 0;
  bool broken = false;
};

Task<> copy_one_way(Stream& from, Stream& to, Splice& splice) {
  try {
    std::vector<char> buffer(32U << 10U);
    while (const auto count = co_await from.read_some(buffer)) co_await to.write({buffer.data(), count});
    co_await to.finish();
  } catch (const Error&) {  // one side broke: that ends both, and is nobody's failure
    splice.broken = true;
  }
  ++splice.done;
  splice.ended.set();
}

Task<> wait_for_splice(Splice& splice, std::optional<Duration> linger) {
  while (splice.done == 0) co_await splice.ended.wait();
  while (splice.done < 2 && !splice.broken) {
    splice.ended.reset();
    if (!linger)
      co_await splice.ended.wait();
    else if (!co_await splice.ended.wait_for(*linger))
      co_return;
  }
}
}  // namespace

std::pair<std::unique_ptr<Stream>, std::unique_ptr<Stream>> make_pipe(const Loop::Executor& executor,
                                                                      std::size_t capacity) {
  return join_ends(executor, executor, capacity);
}

std::pair<std::unique_ptr<Stream>, std::unique_ptr<Stream>> make_pipe_between(const Loop::Executor& a,
                                                                              const Loop::Executor& b,
                                                                              std::size_t capacity) {
  return join_ends(a, b, capacity);
}

Task<> splice(Stream& a, Stream& b, std::optional<Duration> linger) {
  const auto executor = co_await this_executor();
  Splice shared(executor);
  Scope scope(executor);
  scope.spawn(copy_one_way(a, b, shared), "copy");
  scope.spawn(copy_one_way(b, a, shared), "copy back");
  std::exception_ptr failure;
  try {
    co_await wait_for_splice(shared, linger);
  } catch (...) {  // a cancellation: passed on once the copies have ended
    failure = std::current_exception();
  }
  co_await uncancellable();
  a.close();
  b.close();
  co_await shielded(scope.cancel_and_join());
  if (failure) std::rethrow_exception(failure);
}

}  // namespace coracle::net

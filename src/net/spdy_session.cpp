#include "net/spdy.h"
#include "net/spdy_state.h"

namespace coracle::net {
namespace spdy {
namespace {
constexpr std::size_t data_step = 32U << 10U;
constexpr std::size_t control_limit = 64U << 10U;  // unsent answers to pings and the like: more is an attack
constexpr std::uint32_t update_step = 32U << 10U;

class OwnedStream final : public SpdySession::Stream {
 public:
  OwnedStream(std::shared_ptr<SessionState> session, SharedStream stream)
      : session_(std::move(session)), stream_(std::move(stream)) {}
  ~OwnedStream() override { OwnedStream::close(); }

  Task<std::size_t> read_some(std::span<char> into) override {
    auto& stream = *stream_;
    while (true) {
      stream.readable.reset();
      if (const auto count = std::min(into.size(), stream.unread())) {
        std::memcpy(into.data(), stream.in.data() + stream.at, count);
        stream.at += count;
        if (stream.at == stream.in.size()) {
          stream.in.clear();
          stream.at = 0;
        } else if (stream.at > spdy::unread_limit) {
          stream.in.erase(0, std::exchange(stream.at, 0));
        }
        session_->consumed_by(stream_, count);
        co_return count;
      }
      if (stream.remote_ended) co_return 0;
      if (stream.reset) throw Error(Reason::service_unavailable, "SPDY: the stream was reset");
      if (session_->over) throw session_->failure();
      co_await stream.readable.wait();
    }
  }

  Task<> write(std::string_view bytes) override {
    while (!bytes.empty()) {
      co_await wait_for_window();
      auto step = std::min(bytes.size(), data_step);
      if (session_->windows_count)
        step = std::min(step, static_cast<std::size_t>(std::min(stream_->window, session_->window)));
      stream_->window -= static_cast<std::int64_t>(step);
      session_->window -= static_cast<std::int64_t>(step);
      co_await session_->write(data_frame(bytes.substr(0, step), 0));
      bytes.remove_prefix(step);
    }
  }

  Task<> finish() override {
    if (stream_->local_ended || stream_->reset || session_->over) co_return;
    stream_->local_ended = true;
    co_await session_->write(data_frame({}, flag_fin));
    session_->forget_if_ended(stream_);
  }

  void close() override {
    if (!stream_->reset && !(stream_->local_ended && stream_->remote_ended)) {
      stream_->reset = true;
      if (!session_->over) session_->send_reset(stream_->id, Status::cancel);
    }
    session_->streams.erase(stream_->id);
    stream_->wake();
    session_->room.set();
  }
  const Peer& peer() const override { return session_->transport->peer(); }
  const Headers& headers() const override { return stream_->headers; }
  std::uint32_t id() const override { return stream_->id; }

 private:
  Task<> wait_for_window() {
    while (true) {
      stream_->writable.reset();
      if (stream_->reset) throw Error(Reason::service_unavailable, "SPDY: the stream was reset");
      if (stream_->local_ended) throw Error(Reason::service_unavailable, "SPDY: the stream is finished");
      if (session_->over) throw session_->failure();
      if (!session_->windows_count || (stream_->window > 0 && session_->window > 0)) co_return;
      co_await stream_->writable.wait();
    }
  }
  std::string data_frame(std::string_view bytes, std::uint8_t flags) const {
    FrameHead head;
    head.stream = stream_->id;
    head.flags = flags;
    head.length = static_cast<std::uint32_t>(bytes.size());
    std::string frame;
    frame.reserve(head_size + bytes.size());
    append_head(frame, head);
    return frame.append(bytes);
  }

  const std::shared_ptr<SessionState> session_;
  const SharedStream stream_;
};
}  // namespace

std::string control_frame(Type type, std::uint8_t flags, std::string_view payload) {
  FrameHead head;
  head.type = type;
  head.flags = flags;
  head.length = static_cast<std::uint32_t>(payload.size());
  std::string frame;
  append_head(frame, head);
  return frame.append(payload);
}

std::string numbers(std::initializer_list<std::uint32_t> all) {
  std::string text;
  for (const auto number : all) append_number(text, number);
  return text;
}

SessionState::SessionState(const Loop::Executor& where, std::unique_ptr<net::Stream> opened,
                           SpdySession::Options chosen)
    : executor(where),
      transport(std::move(opened)),
      options(std::move(chosen)),
      writing(where),
      unpacker(options.headers_limit),
      acceptable(where),
      room(where),
      ended(where),
      next_id(options.role == SpdySession::Role::client ? 1 : 2),
      next_ping(next_id) {
  in.append(options.already_read);
}

void SessionState::end(const std::string& reason) {
  if (std::exchange(over, true)) return;
  why = reason;
  for (const auto& [id, stream] : streams) stream->wake();
  for (const auto& [id, answered] : pings) answered->set();
  acceptable.set();
  room.set();
  ended.set();
}

void SessionState::queue_control(const std::string& frame) {
  control += frame;
  if (control.size() > control_limit) {
    end("the other side sends more than it reads");
    transport->close();
    return;
  }
  if (sending_control || !scope || over) return;
  sending_control = true;
  scope->spawn(flush_control(shared_from_this()), "control frames");
}

Task<> SessionState::flush_control(std::shared_ptr<SessionState> self) {
  struct AtEnd {
    bool& flag;
    ~AtEnd() { flag = false; }
  } at_end{self->sending_control};
  while (!self->control.empty() && !self->over) co_await self->write({});
}

/// What waits in `control` goes along, before the frame.
Task<> SessionState::write(std::string bytes) {
  const auto turn = co_await writing.take();
  std::string together = std::exchange(control, {});
  if (together.empty())
    together = std::move(bytes);
  else
    together += bytes;
  struct EndUnlessWhole {  // part of a frame may have gone out
    SessionState& session;
    bool whole = false;
    ~EndUnlessWhole() {
      if (!whole) session.end("the connection broke");
    }
  } guard{*this};
  co_await transport->write(together);
  guard.whole = true;
}

void SessionState::send_reset(std::uint32_t id, Status status) {
  queue_control(control_frame(Type::rst_stream, 0, numbers({id, static_cast<std::uint32_t>(status)})));
}

void SessionState::consumed_by(const SharedStream& stream, std::size_t count) {
  room.set();
  stream->consumed += static_cast<std::uint32_t>(count);
  consumed += static_cast<std::uint32_t>(count);
  if (over) return;
  if (stream->consumed >= update_step && !stream->remote_ended)
    queue_control(control_frame(Type::window_update, 0, numbers({stream->id, std::exchange(stream->consumed, 0)})));
  if (consumed >= update_step)
    queue_control(control_frame(Type::window_update, 0, numbers({0, std::exchange(consumed, 0)})));
}

void SessionState::forget_if_ended(const SharedStream& stream) {
  if (stream->local_ended && stream->remote_ended) streams.erase(stream->id);
}
}  // namespace spdy

struct SpdySession::State {
  State(const Loop::Executor& executor, std::unique_ptr<net::Stream> transport, Options options)
      : shared(std::make_shared<spdy::SessionState>(executor, std::move(transport), std::move(options))),
        tasks(executor) {
    shared->scope = &*tasks;
    tasks->spawn(spdy::read_frames(shared), "SPDY reader");
  }
  ~State() {
    shared->scope = nullptr;
    shared->end("the session was dropped");
    shared->transport->close();
  }
  const std::shared_ptr<spdy::SessionState> shared;
  const LooseScope tasks;
};

SpdySession::SpdySession(const Loop::Executor& executor, std::unique_ptr<net::Stream> transport, Options options)
    : state_(std::make_unique<State>(executor, std::move(transport), std::move(options))) {}
SpdySession::~SpdySession() = default;

Task<std::unique_ptr<SpdySession::Stream>> SpdySession::accept() {
  const auto session = state_->shared;
  while (session->waiting.empty()) {
    if (session->over || session->going) co_return nullptr;
    session->acceptable.reset();
    co_await session->acceptable.wait();
  }
  auto stream = session->waiting.front();
  session->waiting.pop_front();
  auto owned = std::make_unique<spdy::OwnedStream>(session, stream);
  // Packed and sent in one turn of the loop: header blocks must go out in the order in which they were packed.
  auto reply = session->packer.pack({});
  session->queue_control(spdy::control_frame(spdy::Type::syn_reply, 0, spdy::numbers({stream->id}) + reply));
  co_return owned;
}

Task<std::unique_ptr<SpdySession::Stream>> SpdySession::open(Headers headers) {
  const auto session = state_->shared;
  if (session->over || session->going) throw session->failure();
  const auto id = session->next_id;
  session->next_id += 2;
  auto stream = std::make_shared<spdy::StreamState>(session->executor, id);
  stream->headers = headers;
  session->streams.emplace(id, stream);
  auto owned = std::make_unique<spdy::OwnedStream>(session, stream);
  auto payload = spdy::numbers({id, 0}) + std::string(2, '\0') + session->packer.pack(headers);
  session->queue_control(spdy::control_frame(spdy::Type::syn_stream, 0, payload));
  while (!stream->replied) {
    if (stream->reset) throw Error(Reason::service_unavailable, "SPDY: the stream was refused");
    if (session->over) throw session->failure();
    stream->readable.reset();
    co_await stream->readable.wait();
  }
  co_return owned;
}

Task<> SpdySession::ping() {
  const auto session = state_->shared;
  const auto id = session->next_ping;
  session->next_ping += 2;
  const auto answered = std::make_shared<Event>(session->executor);
  session->pings[id] = answered;
  struct Forget {
    spdy::SessionState& session;
    std::uint32_t id;
    ~Forget() { session.pings.erase(id); }
  } forget{*session, id};
  session->queue_control(spdy::control_frame(spdy::Type::ping, 0, spdy::numbers({id})));
  while (!answered->is_set()) co_await answered->wait();
  if (session->over) throw session->failure();
}

Task<> SpdySession::stop() {
  const auto session = state_->shared;
  constexpr auto limit = std::chrono::seconds(2);
  try {
    if (!session->over) {
      const auto bye = spdy::control_frame(spdy::Type::go_away, 0, spdy::numbers({session->last_remote, 0}));
      co_await within(limit, session->write(bye), "end a SPDY session");
      co_await within(limit, session->transport->finish(), "end a SPDY session");
      // Closing with unread bytes would make the kernel drop what is still on its way to the other side.
      co_await session->ended.wait_for(limit);
    }
  } catch (const Error&) {  // it is over then
  }
  session->end("the session was stopped");
  session->transport->close();
}

bool SpdySession::over() const { return state_->shared->over; }
const Peer& SpdySession::peer() const { return state_->shared->transport->peer(); }

}  // namespace coracle::net

#pragma once
#include <deque>
#include <map>

#include "net/loose_scope.h"
#include "net/read_buffer.h"
#include "net/spdy.h"
#include "net/spdy_frame.h"
#include "net/turn.h"

namespace coracle::net::spdy {

constexpr std::int64_t first_window = 64 << 10;    // 2.6.8
constexpr std::size_t unread_limit = 256U << 10U;  // of a stream, before the session stops reading

/// One stream, shared by its owner and the session's reader.
struct StreamState {
  StreamState(const Loop::Executor& executor, std::uint32_t number)
      : id(number), readable(executor), writable(executor) {}
  const std::uint32_t id;
  Headers headers;
  std::string in;  // from `at` on
  std::size_t at = 0;
  bool replied = false;  // SYN_REPLY came
  bool remote_ended = false, local_ended = false;
  bool reset = false;                  // by either side
  std::int64_t window = first_window;  // what the other side would take now
  std::uint32_t consumed = 0;          // since our last WINDOW_UPDATE
  Event readable, writable;

  std::size_t unread() const { return in.size() - at; }
  void wake() {
    readable.set();
    writable.set();
  }
};
using SharedStream = std::shared_ptr<StreamState>;

/// What a session's owner, its streams and its reader share.
struct SessionState : std::enable_shared_from_this<SessionState> {
  SessionState(const Loop::Executor& executor, std::unique_ptr<net::Stream> opened, SpdySession::Options chosen);

  const Loop::Executor executor;
  const std::unique_ptr<net::Stream> transport;
  const SpdySession::Options options;
  ReadBuffer in;
  Turn writing;
  Packer packer;
  Unpacker unpacker;
  std::map<std::uint32_t, SharedStream> streams;
  std::deque<SharedStream> waiting;  // for accept()
  std::map<std::uint32_t, std::shared_ptr<Event>> pings;
  Event acceptable, room, ended;
  std::uint32_t next_id, last_remote = 0, next_ping;
  std::string control;         // frames to be sent when nobody writes
  std::uint32_t consumed = 0;  // of the whole session
  std::int64_t window = first_window;
  bool sending_control = false;
  bool windows_count = false;  // the other side does flow control: it has sent a WINDOW_UPDATE
  bool going = false;          // GOAWAY came: no more streams
  bool over = false;
  std::string why = "the session has ended";
  Scope* scope = nullptr;  // of the session's owner; null once it is gone

  bool is_remote(std::uint32_t id) const { return (id & 1U) == (options.role == SpdySession::Role::server ? 1U : 0U); }
  Error failure() const { return {Reason::service_unavailable, "SPDY: " + why}; }
  /// Ends everything; says why to those who wait.
  void end(const std::string& reason);
  /// Sends a control frame soon, without making the caller wait.
  void queue_control(const std::string& frame);
  void send_reset(std::uint32_t id, Status status);
  void consumed_by(const SharedStream& stream, std::size_t count);
  void forget_if_ended(const SharedStream& stream);
  Task<> write(std::string bytes);
  Task<> flush_control(std::shared_ptr<SessionState> self);
};

/// Reads frames until the session ends. Owns what it uses.
Task<> read_frames(std::shared_ptr<SessionState> session);
std::string control_frame(Type type, std::uint8_t flags, std::string_view payload);
std::string numbers(std::initializer_list<std::uint32_t> all);

}  // namespace coracle::net::spdy

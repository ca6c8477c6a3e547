#include "net/spdy_state.h"

namespace coracle::net::spdy {
namespace {
Error protocol_error(const char* why) { return {Reason::bad_request, std::string("SPDY: ") + why}; }

/// Takes the frames of a session apart. A member of one task, read_frames().
class Reader {
 public:
  explicit Reader(SessionState& session) : session_(session) {}

  Task<> run() {
    while (!session_.over) {
      if (!co_await have(head_size)) co_return;
      const auto head = parse_head(session_.in.view());
      session_.in.take(head_size);
      if (head.length > session_.options.frame_limit) throw protocol_error("a frame is too long");
      if (head.type == Type::data) {
        co_await take_data(head);
        continue;
      }
      if (head.length > session_.options.headers_limit) throw protocol_error("a control frame is too long");
      if (!co_await have(head.length)) throw protocol_error("the connection ended within a frame");
      take_control(head, session_.in.view().substr(0, head.length));
      session_.in.take(head.length);
    }
  }

 private:
  /// False when the connection ended before the first byte.
  Task<bool> have(std::size_t count) {
    while (session_.in.size() < count) {
      const bool none = session_.in.size() == 0;
      if (co_await session_.in.fill(*session_.transport) > 0) continue;
      if (none) co_return false;
      throw protocol_error("the connection ended within a frame");
    }
    co_return true;
  }

  SharedStream find(std::uint32_t id) const {
    const auto found = session_.streams.find(id);
    return found == session_.streams.end() ? nullptr : found->second;
  }

  Task<> take_data(FrameHead head) {
    const auto stream = find(head.stream);
    auto left = head.length;
    while (left > 0) {
      if (session_.in.size() == 0 && !co_await have(1)) throw protocol_error("the connection ended within a frame");
      const auto count = std::min<std::size_t>(left, session_.in.size());
      if (stream && !stream->reset && !stream->remote_ended) {
        stream->in.append(session_.in.view().substr(0, count));
        stream->readable.set();
      }
      session_.in.take(count);
      left -= static_cast<std::uint32_t>(count);
      while (stream && stream->unread() > unread_limit && !stream->reset && !session_.over) {
        session_.room.reset();
        co_await session_.room.wait();
      }
    }
    if (stream && (head.flags & flag_fin)) end_of(stream);
  }

  void end_of(const SharedStream& stream) {
    stream->remote_ended = true;
    stream->readable.set();
    session_.forget_if_ended(stream);
  }

  void take_control(const FrameHead& head, std::string_view payload) {
    switch (head.type) {
      case Type::syn_stream:
        return take_syn_stream(head, payload);
      case Type::syn_reply:
        return take_syn_reply(head, payload);
      case Type::headers:
        if (payload.size() >= 4) session_.unpacker.unpack(payload.substr(4));  // keeps zlib in step
        return;
      case Type::rst_stream:
        return take_reset(payload);
      case Type::ping:
        return take_ping(payload);
      case Type::window_update:
        return take_window(payload);
      case Type::go_away:
        session_.going = true;
        session_.acceptable.set();
        return;
      default:
        return;  // SETTINGS asks for nothing that we would do otherwise; unknown types are skipped (2.2.1)
    }
  }

  void take_syn_stream(const FrameHead& head, std::string_view payload) {
    if (payload.size() < 10) throw protocol_error("SYN_STREAM is cut off");
    const auto id = number_at(payload, 0) & 0x7fffffffU;
    auto headers = session_.unpacker.unpack(payload.substr(10));
    if (!session_.is_remote(id) || id <= session_.last_remote)
      throw protocol_error("a stream's number is out of order");
    session_.last_remote = id;
    if (session_.streams.size() >= session_.options.streams || session_.going)
      return session_.send_reset(id, Status::refused_stream);
    auto stream = std::make_shared<StreamState>(session_.executor, id);
    stream->headers = std::move(headers);
    stream->remote_ended = (head.flags & flag_fin) != 0;
    stream->replied = true;
    session_.streams.emplace(id, stream);
    session_.waiting.push_back(std::move(stream));
    session_.acceptable.set();
  }

  void take_syn_reply(const FrameHead& head, std::string_view payload) {
    if (payload.size() < 4) throw protocol_error("SYN_REPLY is cut off");
    session_.unpacker.unpack(payload.substr(4));
    const auto stream = find(number_at(payload, 0) & 0x7fffffffU);
    if (!stream) return;
    stream->replied = true;
    stream->wake();
    if (head.flags & flag_fin) end_of(stream);
  }

  void take_reset(std::string_view payload) {
    if (payload.size() != 8) throw protocol_error("RST_STREAM is malformed");
    const auto stream = find(number_at(payload, 0) & 0x7fffffffU);
    if (!stream) return;
    stream->reset = true;
    stream->wake();
    session_.room.set();
    session_.streams.erase(stream->id);
  }

  void take_ping(std::string_view payload) {
    if (payload.size() != 4) throw protocol_error("PING is malformed");
    const auto id = number_at(payload, 0);
    if (session_.is_remote(id)) return session_.queue_control(control_frame(Type::ping, 0, payload));
    const auto found = session_.pings.find(id);
    if (found != session_.pings.end()) found->second->set();
  }

  void take_window(std::string_view payload) {
    if (payload.size() != 8) throw protocol_error("WINDOW_UPDATE is malformed");
    session_.windows_count = true;
    const auto id = number_at(payload, 0) & 0x7fffffffU;
    const auto delta = static_cast<std::int64_t>(number_at(payload, 4) & 0x7fffffffU);
    constexpr std::int64_t most = 0x7fffffff;
    if (id == 0) {
      session_.window = std::min(session_.window + delta, most);
      for (const auto& [number, each] : session_.streams) each->writable.set();
    } else if (const auto stream = find(id)) {
      stream->window = std::min(stream->window + delta, most);
      stream->writable.set();
    }
  }

  SessionState& session_;
};
}  // namespace

Task<> read_frames(std::shared_ptr<SessionState> session) {
  std::string why = "the other side has ended the session";
  Reader reader(*session);
  try {
    co_await reader.run();
  } catch (const Error& error) {
    why = error.message();
  }
  session->end(why);
}

}  // namespace coracle::net::spdy

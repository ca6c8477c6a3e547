#include "net/websocket.h"

#include "base/random.h"
#include "base/scope.h"
#include "base/utf8.h"
#include "net/read_buffer.h"
#include "net/turn.h"
#include "net/websocket_frame.h"

namespace coracle::net {
namespace {
constexpr auto control_limit = std::chrono::seconds(10);  // for a pong or close frame to be taken
}

struct WebSocket::State {
  State(const Loop::Executor& executor, std::unique_ptr<Stream> opened, Options chosen)
      : stream(std::move(opened)), options(std::move(chosen)), writing(executor) {
    in.append(options.already_read);
    std::string().swap(options.already_read);
  }
  std::unique_ptr<Stream> stream;
  Options options;
  ReadBuffer in;
  Turn writing;
  std::string out;
  bool close_sent = false, broken = false;
  int code = 0;
  std::string reason;

  // The message being put together.
  std::string message;
  std::optional<Opcode> kind;

  bool is_client() const { return options.role == Role::client; }

  Task<> send(Opcode opcode, std::string_view head, std::string_view bytes) {
    const auto turn = co_await writing.take();
    if (close_sent || broken) throw Error(Reason::service_unavailable, "WebSocket: closed");
    if (opcode == Opcode::close) close_sent = true;
    FrameHead frame;
    frame.opcode = opcode;
    frame.length = head.size() + bytes.size();
    frame.masked = is_client();
    if (frame.masked) std::memcpy(frame.mask.data(), random_bytes(4).data(), 4);
    out.clear();
    append_frame_head(out, frame);
    const auto start = out.size();
    out.append(head).append(bytes);
    if (frame.masked) apply_mask(out.data() + start, frame.length, frame.mask, 0);
    struct Sending {
      bool& broken;
      bool whole = false;
      ~Sending() { broken = broken || !whole; }
    } sending{broken};
    co_await stream->write(out);
    sending.whole = true;
    if (out.capacity() > (64U << 10U)) std::string().swap(out);
  }

  Task<> send_control(Opcode opcode, std::string_view bytes) {
    co_await within(control_limit, send(opcode, {}, bytes), "send a WebSocket's control frame");
  }

  Task<> send_close_once(int with_code, std::string_view why) {
    if (close_sent || broken) co_return;
    std::string payload;
    if (with_code != close_code::none) {
      payload += {static_cast<char>(with_code >> 8), static_cast<char>(with_code & 0xff)};
      payload.append(why.substr(0, 123));
      while (!is_utf8(std::string_view(payload).substr(2))) payload.pop_back();  // cut between two letters
    }
    try {
      co_await send_control(Opcode::close, payload);
    } catch (const Error&) {  // it had gone already
    }
  }

  /// The frame's head is there, and its whole payload in view once `count` bytes are.
  Task<> need(std::size_t count) {
    while (in.size() < count)
      if (co_await in.fill(*stream) == 0) {
        code = close_code::abnormal;
        throw Error(Reason::service_unavailable, "WebSocket: the connection ended without a close frame");
      }
  }

  Task<FrameHead> next_head() {
    while (true) {
      if (const auto head = parse_frame_head(in.view())) {
        if (head->masked == is_client())
          throw Error(Reason::bad_request, is_client() ? "WebSocket: a server's frame is masked"
                                                       : "WebSocket: a client's frame is not masked");
        in.take(head->size);
        co_return *head;
      }
      co_await need(in.size() + 1);
    }
  }

  Task<> read_payload(FrameHead head, std::string& into) {
    std::size_t offset = 0;
    while (offset < head.length) {
      if (in.size() == 0) co_await need(1);
      const auto count = std::min<std::uint64_t>(in.size(), head.length - offset);
      const auto start = into.size();
      into.append(in.view().substr(0, count));
      if (head.masked) apply_mask(into.data() + start, count, head.mask, offset);
      in.take(count);
      offset += count;
    }
  }

  /// Control frames; true for the one that ends the conversation.
  Task<bool> take_control(FrameHead head) {
    std::string payload;
    co_await read_payload(head, payload);
    if (head.opcode == Opcode::ping && !close_sent) co_await send_control(Opcode::pong, payload);
    if (head.opcode != Opcode::close) co_return false;
    code = close_code::none;
    const bool with_code = payload.size() >= 2;
    if (with_code) {
      code = static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
      reason = payload.substr(2);
    }
    if (payload.size() == 1 || (with_code && !may_be_sent(code)) || !is_utf8(reason))
      throw Error(Reason::bad_request, "WebSocket: malformed close frame");
    co_await send_close_once(code, {});
    co_return true;
  }

  Task<std::optional<Message>> next_message() {
    while (true) {
      const auto head = co_await next_head();
      if (static_cast<unsigned>(head.opcode) >= 8) {
        if (co_await take_control(head)) co_return std::nullopt;
        continue;
      }
      if ((head.opcode == Opcode::continuation) != kind.has_value())
        throw Error(Reason::bad_request, "WebSocket: the pieces of a message are out of order");
      if (!kind) kind = head.opcode;
      if (head.length > options.message_limit - message.size())
        throw Error(Reason::request_entity_too_large,
                    "WebSocket: a message is longer than " + std::to_string(options.message_limit) + " bytes");
      co_await read_payload(head, message);
      if (!head.final) continue;
      Message whole{*kind == Opcode::binary, std::move(message)};
      kind.reset();
      message.clear();
      if (!whole.binary && !is_utf8(whole.bytes)) throw Error(Reason::invalid, "WebSocket: a text is no UTF-8");
      co_return whole;
    }
  }
};

WebSocket::WebSocket(const Loop::Executor& executor, std::unique_ptr<Stream> stream, Options options)
    : state_(std::make_unique<State>(executor, std::move(stream), std::move(options))) {}
WebSocket::~WebSocket() { state_->stream->close(); }

Task<std::optional<WebSocket::Message>> WebSocket::read() {
  auto& state = *state_;
  if (state.code != 0) co_return std::nullopt;
  std::optional<Error> wrong;
  int code = close_code::protocol_error;
  try {
    co_return co_await state.next_message();
  } catch (const Error& error) {
    if (error.reason() == Reason::service_unavailable) throw;
    if (error.reason() == Reason::request_entity_too_large) code = close_code::too_big;
    if (error.reason() == Reason::invalid) code = close_code::bad_text;
    wrong = error;
  }
  state.code = close_code::abnormal;
  co_await state.send_close_once(code, wrong->message());
  throw Error(*wrong);
}

Task<> WebSocket::send_text(std::string_view text) { co_await state_->send(Opcode::text, {}, text); }
Task<> WebSocket::send_binary(std::string_view bytes) { co_await state_->send(Opcode::binary, {}, bytes); }
Task<> WebSocket::send_binary(std::string_view head, std::string_view bytes) {
  co_await state_->send(Opcode::binary, head, bytes);
}
Task<> WebSocket::ping(std::string_view payload) {
  co_await state_->send_control(Opcode::ping, payload.substr(0, 125));
}
Task<> WebSocket::send_close(int code, std::string_view reason) { co_await state_->send_close_once(code, reason); }
void WebSocket::abort() { state_->stream->close(); }
const std::string& WebSocket::protocol() const { return state_->options.protocol; }
const Peer& WebSocket::peer() const { return state_->stream->peer(); }
int WebSocket::close_code() const { return state_->code; }
const std::string& WebSocket::close_reason() const { return state_->reason; }

}  // namespace coracle::net

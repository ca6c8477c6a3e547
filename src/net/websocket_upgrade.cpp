#include "base/random.h"
#include "net/encoding.h"
#include "net/message_writer.h"
#include "net/upgrade.h"
#include "net/websocket.h"

namespace coracle::net {
namespace {
using ServeWebSocket = std::function<Task<>(std::unique_ptr<WebSocket>)>;

std::string accept_value(std::string_view key) {
  return base64(sha1(std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));  // RFC 6455 1.3
}

std::optional<std::string> choose(const std::vector<std::string>& offered, const std::vector<std::string>& asked) {
  for (const auto& protocol : offered)
    if (std::find(asked.begin(), asked.end(), protocol) != asked.end()) return protocol;
  const bool nameless = std::find(offered.begin(), offered.end(), std::string()) != offered.end();
  if (offered.empty() || (asked.empty() && nameless)) return std::string();
  return std::nullopt;
}

Task<> serve_websocket(ServeWebSocket serve, WebSocket::Options options, std::unique_ptr<Stream> stream) {
  const auto executor = co_await this_executor();
  co_await serve(std::make_unique<WebSocket>(executor, std::move(stream), std::move(options)));
}
}  // namespace

bool is_websocket_upgrade(const Request& request) {
  return request.headers.lists("Connection", "upgrade") && request.headers.lists("Upgrade", "websocket");
}

Response accept_websocket(const Request& request, const std::vector<std::string>& offered, ServeWebSocket serve,
                          std::size_t message_limit) {
  if (!is_websocket_upgrade(request) || request.method != "GET")
    return plain_answer(400, "this path is for WebSocket connections");
  if (request.headers.get("Sec-WebSocket-Version") != "13") {
    auto answer = plain_answer(426, "the version of the WebSocket protocol must be 13");
    answer.headers.add("Sec-WebSocket-Version", "13");
    return answer;
  }
  const auto key = request.headers.get("Sec-WebSocket-Key");
  const auto decoded = from_base64(key);
  if (!decoded || decoded->size() != 16) return plain_answer(400, "Sec-WebSocket-Key must be 16 bytes in base64");
  const auto protocol = choose(offered, list_of(request.headers, "Sec-WebSocket-Protocol"));
  if (!protocol)
    return plain_answer(400, "none of the subprotocols asked for is spoken here; these are: " + joined_list(offered));
  WebSocket::Options options;
  options.protocol = *protocol;
  options.message_limit = message_limit;
  Response response;
  response.status = 101;
  response.headers = {{"Connection", "Upgrade"}, {"Upgrade", "websocket"}, {"Sec-WebSocket-Accept", accept_value(key)}};
  if (!protocol->empty()) response.headers.add("Sec-WebSocket-Protocol", *protocol);
  response.body = Upgraded([serve = std::move(serve), options](std::unique_ptr<Stream> stream, std::string rest) {
    auto own = options;
    own.already_read = std::move(rest);
    return serve_websocket(serve, std::move(own), std::move(stream));
  });
  return response;
}

Task<std::unique_ptr<WebSocket>> connect_websocket(RoundTrip& client, Request request,
                                                   std::vector<std::string> protocols, std::size_t message_limit) {
  const auto key = base64(random_bytes(16));
  request.headers.set("Connection", "Upgrade");
  request.headers.set("Upgrade", "websocket");
  request.headers.set("Sec-WebSocket-Version", "13");
  request.headers.set("Sec-WebSocket-Key", key);
  if (!protocols.empty()) request.headers.set("Sec-WebSocket-Protocol", joined_list(protocols));
  auto answer = co_await client.send(std::move(request));
  const auto chosen = std::string(answer.headers.get("Sec-WebSocket-Protocol"));
  const bool known = chosen.empty() || std::find(protocols.begin(), protocols.end(), chosen) != protocols.end();
  if (answer.status != 101 || !answer.stream) throw co_await refusal_of(std::move(answer));
  if (answer.headers.get("Sec-WebSocket-Accept") != accept_value(key) ||
      !answer.headers.lists("Upgrade", "websocket") || !known)
    throw Error(Reason::service_unavailable, "the server's answer is no WebSocket handshake");
  WebSocket::Options options;
  options.role = WebSocket::Role::client;
  options.protocol = chosen;
  options.message_limit = message_limit;
  options.already_read = std::move(answer.already_read);
  const auto executor = co_await this_executor();
  co_return std::make_unique<WebSocket>(executor, std::move(answer.stream), std::move(options));
}

namespace {
class MessageStream final : public Stream {
 public:
  MessageStream(std::unique_ptr<WebSocket> socket, bool binary) : socket_(std::move(socket)), binary_(binary) {}

  Task<std::size_t> read_some(std::span<char> into) override {
    while (at_ == message_.size()) {
      auto next = co_await socket_->read();
      if (!next) co_return 0;
      message_ = std::move(next->bytes);
      at_ = 0;
    }
    const auto count = std::min(into.size(), message_.size() - at_);
    std::memcpy(into.data(), message_.data() + at_, count);
    at_ += count;
    co_return count;
  }
  Task<> write(std::string_view bytes) override {
    constexpr std::size_t step = 32U << 10U;  // a message may not be longer than what the other side takes
    while (!bytes.empty()) {
      const auto piece = bytes.substr(0, step);
      if (binary_)
        co_await socket_->send_binary(piece);
      else
        co_await socket_->send_text(piece);
      bytes.remove_prefix(piece.size());
    }
  }
  Task<> finish() override { co_await socket_->send_close(); }
  void close() override { socket_->abort(); }
  const Peer& peer() const override { return socket_->peer(); }

 private:
  std::unique_ptr<WebSocket> socket_;
  bool binary_;
  std::string message_;
  std::size_t at_ = 0;
};
}  // namespace

std::unique_ptr<Stream> make_stream(std::unique_ptr<WebSocket> socket, bool binary) {
  return std::make_unique<MessageStream>(std::move(socket), binary);
}

}  // namespace coracle::net

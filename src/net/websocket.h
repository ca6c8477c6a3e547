#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.h"

namespace coracle::net {

/// A WebSocket (RFC 6455) over a stream. Pings are answered while somebody reads. One reader; sends may come from
/// several tasks of the loop.
class WebSocket {
 public:
  enum class Role { server, client };
  struct Message {
    bool binary = false;
    std::string bytes;
  };
  struct Options {
    Role role = Role::server;
    std::string protocol;                   ///< what was agreed on; empty: none
    std::size_t message_limit = 1U << 20U;  ///< a longer message ends the connection with 1009
    std::string already_read;               ///< bytes that came with the head
  };
  WebSocket(const Loop::Executor& executor, std::unique_ptr<Stream> stream, Options options);
  ~WebSocket();

  /// The next message, or nothing once the other side has closed in order. Throws Error when the connection breaks or
  /// the other side breaks the protocol; it has been told why by a close frame then.
  Task<std::optional<Message>> read();
  Task<> send_text(std::string_view text);
  Task<> send_binary(std::string_view bytes);
  /// A binary message of two parts, e.g. a channel's number and what it carries.
  Task<> send_binary(std::string_view head, std::string_view bytes);
  Task<> ping(std::string_view payload);
  /// Sends a close frame once; read() goes on until the other side's comes. Codes: RFC 6455 7.4.1.
  Task<> send_close(int code = 1000, std::string_view reason = {});
  void abort();  ///< ends the connection at once
  const std::string& protocol() const;
  const Peer& peer() const;
  /// What the other side's close frame said; 1005 when it said nothing, 0 before it came.
  int close_code() const;
  const std::string& close_reason() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// True for a request that asks for a WebSocket.
bool is_websocket_upgrade(const Request& request);
/// The answer to one: 101 with the first protocol of `offered` (in the server's order) that the client names, or 400.
/// A client that names none is accepted only where `offered` is empty or holds "". `serve` gets the open WebSocket.
Response accept_websocket(const Request& request, const std::vector<std::string>& offered,
                          std::function<Task<>(std::unique_ptr<WebSocket>)> serve,
                          std::size_t message_limit = 1U << 20U);
/// Asks for one. Throws the server's answer as an Error with its code when it is not 101, or is no valid 101.
Task<std::unique_ptr<WebSocket>> connect_websocket(RoundTrip& client, Request request,
                                                   std::vector<std::string> protocols,
                                                   std::size_t message_limit = 1U << 20U);

/// The bytes of a WebSocket's messages as a stream, one message a write: plain.kubevirt.io (console, VNC,
/// port-forward).
std::unique_ptr<Stream> make_stream(std::unique_ptr<WebSocket> socket, bool binary = true);

}  // namespace coracle::net

#pragma once
#include <functional>
#include <memory>
#include <string>

#include "net/http.h"
#include "net/tls.h"

namespace coracle::net {

/// "https://10.0.0.1:6443/prefix", taken apart.
struct Url {
  bool tls = false;
  std::string host;  ///< without brackets
  std::uint16_t port = 0;
  std::string path;   ///< "" or "/prefix", without a slash at its end
  std::string query;  ///< without the question mark
  /// "host:port" as a Host field has it: brackets around IPv6, no default port.
  std::string authority() const;
};
/// http, https, ws and wss; no user information.
Result<Url> parse_url(std::string_view text);

struct ClientOptions {
  TlsClient::Options tls;   ///< for https
  std::string server_name;  ///< whom the certificate must be for; empty: the URL's host
  /// Makes the connection beneath TLS and HTTP; empty: TCP to the URL's host and port. For unix sockets:
  /// `dial = [fd] { return dial_unix_beneath(fd, "launcher.sock", 5s); }` with the URL "http://launcher".
  std::function<Task<std::unique_ptr<Stream>>()> dial;
  Duration connect_timeout = std::chrono::seconds(10);  ///< with the TLS handshake
  Duration head_timeout = std::chrono::seconds(60);     ///< from the request to the head of the answer
  Duration idle_timeout = std::chrono::seconds(60);     ///< unused connections are closed after that
  std::size_t head_limit = 64U << 10U;
  std::size_t idle_connections = 16;
  Headers headers;  ///< sent with each request that does not have them: Authorization, User-Agent
};

/// Sends requests to one server over kept-alive connections. Never follows a redirect. A kept connection that turns out
/// to be closed is replaced once, for requests that may be repeated (GET, HEAD, OPTIONS, PUT, DELETE, or no byte sent).
/// All calls on one loop. Answers still being read may outlive the client.
class Client final : public RoundTrip {
 public:
  Client(Url url, ClientOptions options);
  /// Throws Error(invalid) for a text that is no URL.
  Client(std::string_view url, ClientOptions options);
  ~Client() override;
  /// `request.target` is appended to the URL's path. A header Connection: Upgrade asks for 101.
  Task<Answer> send(Request request) override;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// The whole answer of a short exchange.
struct WholeAnswer {
  int status = 0;
  Headers headers;
  std::string body;
};
Task<WholeAnswer> exchange(RoundTrip& client, Request request, std::size_t limit = 3U << 20U);

}  // namespace coracle::net

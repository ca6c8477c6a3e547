#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/scope.h"
#include "net/http.h"

namespace coracle::net {

/// SPDY/3.1 (https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/), as far as kubectl exec, attach and
/// port-forward use it: streams with header fields, flow control, half-close, reset, ping, go-away.
class SpdySession {
 public:
  enum class Role { server, client };
  struct Options {
    Role role = Role::server;
    std::string already_read;
    std::size_t streams = 256;               ///< further ones are refused (REFUSED_STREAM)
    std::size_t frame_limit = 1U << 20U;     ///< a longer frame ends the session
    std::size_t headers_limit = 64U << 10U;  ///< of a header block, unpacked
  };

  /// One stream of a session. read_some() gives 0 after the other side's FIN. Dropping it resets what is not ended.
  /// close() sends RST_STREAM.
  class Stream : public net::Stream {
   public:
    virtual const Headers& headers() const = 0;  ///< lower-case names, of the SYN_STREAM
    virtual std::uint32_t id() const = 0;
  };

  SpdySession(const Loop::Executor& executor, std::unique_ptr<net::Stream> transport, Options options);
  ~SpdySession();  ///< without stop(): ends the session at once

  /// The next stream that the other side opens (SYN_REPLY is sent), or nothing when the session is over.
  Task<std::unique_ptr<Stream>> accept();
  /// Opens a stream and waits for the other side's SYN_REPLY.
  Task<std::unique_ptr<Stream>> open(Headers headers);
  Task<> ping();  ///< returns when the answer has come
  /// Sends what is left, says GOAWAY and ends the session. Streams left fail.
  Task<> stop();
  bool over() const;
  const Peer& peer() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// True for a request with Upgrade: SPDY/3.1.
bool is_spdy_upgrade(const Request& request);
/// 101 with the first of `offered` that X-Stream-Protocol-Version names; 403 as Kubernetes answers when there is none.
/// The session is stopped when `serve` ends. `protocol` is empty when the client named none.
Response accept_spdy(const Request& request, const std::vector<std::string>& offered,
                     std::function<Task<>(std::shared_ptr<SpdySession> session, std::string protocol)> serve);
/// The client's side. `protocol` gets what the server chose.
Task<std::unique_ptr<SpdySession>> connect_spdy(RoundTrip& client, Request request, std::vector<std::string> protocols,
                                                std::string* protocol);

}  // namespace coracle::net

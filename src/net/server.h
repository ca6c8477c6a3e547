#pragma once
#include <memory>
#include <vector>

#include "base/log.h"
#include "base/scope.h"
#include "net/http.h"
#include "net/socket.h"
#include "net/tls.h"

namespace coracle::net {

struct ServerOptions {
  std::shared_ptr<TlsServer> tls;       ///< null: plain
  std::size_t head_limit = 64U << 10U;  ///< 431 past it
  std::size_t body_limit = 3U << 20U;   ///< 413 past it
  std::size_t connection_limit = 4096;  ///< further ones are told 503 and Retry-After; many at once are only closed
  std::size_t gzip_from = 128U << 10U;  ///< bodies that long are compressed for clients that take gzip
  Duration handshake_timeout = std::chrono::seconds(10);
  Duration head_timeout = std::chrono::seconds(10);   ///< from a request's first byte to the end of its head
  Duration body_timeout = std::chrono::seconds(60);   ///< for the rest of the request
  Duration idle_timeout = std::chrono::seconds(90);   ///< between requests
  Duration write_timeout = std::chrono::seconds(30);  ///< for a client that does not read, each write
};

/// An HTTP/1.1 server on one loop. A connection lives on one loop; several servers on several loops share a port when
/// the one that accepts hands connections round.
class Server {
 public:
  Server(Loop& loop, Handler& handler, ServerOptions options, Log log);
  ~Server();  ///< stop() first

  /// Accepts until stop(). With `others`, connections go to this server and to them in turn; they must not be destroyed
  /// before this one is stopped.
  void listen(Listener listener, std::vector<Server*> others = {});
  /// Serves a connection that was accepted elsewhere. May be called from any thread.
  void adopt(Socket socket);
  /// Serves a stream of this loop, without TLS of the server's: pipes, tests.
  void adopt(std::unique_ptr<Stream> stream);

  /// Accepts no more, closes idle connections, lets requests in flight finish within `grace`, then cancels them.
  Task<> stop(Duration grace = std::chrono::seconds(1));
  std::size_t connections() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace coracle::net

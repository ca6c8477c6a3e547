#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "base/loop.h"
#include "net/stream.h"

namespace coracle::net {

/// Owns the descriptor of a socket that blocks nowhere. Moves between loops; stream() binds it to one.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&& other) noexcept;
  ~Socket();
  int descriptor() const { return descriptor_; }
  explicit operator bool() const { return descriptor_ >= 0; }
  int release() { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_ = -1;
};

/// The connected socket as a stream of that loop, its peer filled in (address; pid and uid of a unix socket).
std::unique_ptr<Stream> make_stream(const Loop::Executor& executor, Socket socket);

/// A listening socket. Accepted sockets carry TCP_NODELAY.
class Listener {
 public:
  /// `host` is a numeric address, "localhost" or empty for every address; port 0 takes a free one.
  static Listener tcp(const std::string& host, std::uint16_t port);
  /// Replaces a socket at `path` that nobody listens on any more; refuses anything else that is there.
  static Listener unix_socket(const std::string& path, unsigned mode = 0600);
  /// The same for a name (no slash) in the folder behind the descriptor: paths longer than sun_path (107 bytes), and no
  /// link is followed.
  static Listener unix_beneath(int directory, const std::string& name, unsigned mode = 0600);
  /// A socket that listens already.
  static Listener adopt(Socket socket);

  /// The next connection. Running out of descriptors is waited out. Throws Error when the listener breaks.
  Task<Socket> accept();
  /// accept() and make_stream() on the caller's loop.
  Task<std::unique_ptr<Stream>> accept_stream();
  std::uint16_t port() const { return port_; }             ///< 0 for a unix socket
  const std::string& address() const { return address_; }  ///< "127.0.0.1:6443", "[::1]:6443" or the path

 private:
  Listener(Socket socket, std::string address, std::uint16_t port)
      : socket_(std::move(socket)), address_(std::move(address)), port_(port) {}
  Socket socket_;
  std::string address_;
  std::uint16_t port_ = 0;
};

/// Connects, trying a name's addresses one after the other. Throws Error(service_unavailable, "dial HOST:PORT:
/// connection refused") and Error(timeout) past the limit.
Task<std::unique_ptr<Stream>> dial_tcp(std::string host, std::uint16_t port, Duration limit);
/// Follows links; for sockets that no one else may replace.
Task<std::unique_ptr<Stream>> dial_unix(std::string path, Duration limit);
/// Dials the socket `name` (relative, may hold slashes) beneath the folder behind the descriptor, without following any
/// link: it is opened first, must be a socket, and that very file is dialled.
Task<std::unique_ptr<Stream>> dial_unix_beneath(int directory, std::string name, Duration limit);

}  // namespace coracle::net

#pragma once
#include <sys/socket.h>

#include <optional>
#include <string>

#include "net/socket.h"

namespace coracle::net {

/// An address as the system calls want it.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
  const struct sockaddr* sockaddr() const { return reinterpret_cast<const struct sockaddr*>(&storage); }
  struct sockaddr* sockaddr() { return reinterpret_cast<struct sockaddr*>(&storage); }
};
/// "127.0.0.1:80", "[::1]:80", the path of a unix socket, or "unix" for one without a name.
std::string to_string(const SocketAddress& address);
/// Nothing when the host is no numeric address.
std::optional<SocketAddress> numeric_address(const std::string& host, std::uint16_t port);
/// Throws Error(invalid) for a path that does not fit.
SocketAddress unix_address(const std::string& path);
SocketAddress local_address(int descriptor);
/// Non-blocking, close-on-exec, without Nagle's delay.
Socket open_socket(int family);

}  // namespace coracle::net

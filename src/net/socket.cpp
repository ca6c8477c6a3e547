#include "net/socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "net/socket_address.h"

namespace coracle::net {

Socket& Socket::operator=(Socket&& other) noexcept {
  if (this != &other) {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = std::exchange(other.descriptor_, -1);
  }
  return *this;
}
Socket::~Socket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

SocketAddress unix_address(const std::string& path) {
  SocketAddress address;
  auto* place = reinterpret_cast<sockaddr_un*>(&address.storage);
  if (path.empty() || path.size() >= sizeof place->sun_path || path.find('\0') != std::string::npos)
    throw Error(Reason::invalid, "a unix socket's path has 1 to 107 bytes, this one " + std::to_string(path.size()) +
                                     ": " + path.substr(0, 200));
  place->sun_family = AF_UNIX;
  std::memcpy(place->sun_path, path.data(), path.size());
  address.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1);
  return address;
}

std::optional<SocketAddress> numeric_address(const std::string& host, std::uint16_t port) {
  SocketAddress address;
  auto* four = reinterpret_cast<sockaddr_in*>(&address.storage);
  if (inet_pton(AF_INET, host.c_str(), &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(port);
    address.length = sizeof(sockaddr_in);
    return address;
  }
  auto* six = reinterpret_cast<sockaddr_in6*>(&address.storage);
  address.storage = {};
  if (inet_pton(AF_INET6, host.c_str(), &six->sin6_addr) == 1) {
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(port);
    address.length = sizeof(sockaddr_in6);
    return address;
  }
  return std::nullopt;
}

std::string to_string(const SocketAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.storage.ss_family == AF_INET) {
    const auto* four = reinterpret_cast<const sockaddr_in*>(&address.storage);
    inet_ntop(AF_INET, &four->sin_addr, text.data(), text.size());
    return std::string(text.data()) + ":" + std::to_string(ntohs(four->sin_port));
  }
  if (address.storage.ss_family == AF_INET6) {
    const auto* six = reinterpret_cast<const sockaddr_in6*>(&address.storage);
    inet_ntop(AF_INET6, &six->sin6_addr, text.data(), text.size());
    return "[" + std::string(text.data()) + "]:" + std::to_string(ntohs(six->sin6_port));
  }
  if (address.storage.ss_family == AF_UNIX && address.length > offsetof(sockaddr_un, sun_path)) {
    const auto* place = reinterpret_cast<const sockaddr_un*>(&address.storage);
    return place->sun_path[0] ? std::string(place->sun_path) : std::string("unix");
  }
  return "unix";
}

Socket open_socket(int family) {
  const int descriptor = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) throw system_error(errno, "open a socket");
  if (family != AF_UNIX) {
    const int on = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  return Socket(descriptor);
}

SocketAddress local_address(int descriptor) {
  SocketAddress address;
  address.length = sizeof address.storage;
  if (getsockname(descriptor, address.sockaddr(), &address.length) < 0)
    throw system_error(errno, "read a socket's address");
  return address;
}

namespace {
void start_listening(const Socket& socket, const SocketAddress& address, const std::string& name) {
  if (bind(socket.descriptor(), address.sockaddr(), address.length) < 0) throw system_error(errno, "listen on " + name);
  if (listen(socket.descriptor(), 1024) < 0) throw system_error(errno, "listen on " + name);
}

/// A socket file whose owner is gone answers "connection refused".
bool is_dead_socket(int directory, const std::string& name, const SocketAddress& address) {
  struct stat info {};
  if (fstatat(directory, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISSOCK(info.st_mode)) return false;
  const auto probe = open_socket(AF_UNIX);
  return connect(probe.descriptor(), address.sockaddr(), address.length) < 0 && errno == ECONNREFUSED;
}

Socket listen_unix(int directory, const std::string& name, const SocketAddress& address, unsigned mode) {
  auto socket = open_socket(AF_UNIX);
  if (is_dead_socket(directory, name, address)) unlinkat(directory, name.c_str(), 0);
  // The mode of the file is that of the socket's inode, less the umask; so it is never wider than asked for.
  if (fchmod(socket.descriptor(), mode) < 0) throw system_error(errno, "set the mode of " + name);
  start_listening(socket, address, name);
  return socket;
}
}  // namespace

Listener Listener::tcp(const std::string& host, std::uint16_t port) {
  const auto name = (host.empty() ? "[::]" : host) + ":" + std::to_string(port);
  const auto address = numeric_address(host.empty() ? "::" : host == "localhost" ? "127.0.0.1" : host, port);
  if (!address) throw Error(Reason::invalid, "listen on " + name + ": the host must be a numeric address");
  auto socket = open_socket(address->storage.ss_family);
  const int on = 1;
  const int both = host.empty() ? 0 : 1;  // "every address" means IPv4 too
  setsockopt(socket.descriptor(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (address->storage.ss_family == AF_INET6)
    setsockopt(socket.descriptor(), IPPROTO_IPV6, IPV6_V6ONLY, &both, sizeof both);
  start_listening(socket, *address, name);
  return adopt(std::move(socket));
}

Listener Listener::unix_socket(const std::string& path, unsigned mode) {
  auto socket = listen_unix(AT_FDCWD, path, unix_address(path), mode);
  return {std::move(socket), path, 0};
}

Listener Listener::unix_beneath(int directory, const std::string& name, unsigned mode) {
  if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos)
    throw Error(Reason::invalid, "listen on '" + name + "': not the name of a file in a folder");
  const auto address = unix_address("/proc/self/fd/" + std::to_string(directory) + "/" + name);
  return {listen_unix(directory, name, address, mode), name, 0};
}

Listener Listener::adopt(Socket socket) {
  const auto address = local_address(socket.descriptor());
  std::uint16_t port = 0;
  if (address.storage.ss_family == AF_INET)
    port = ntohs(reinterpret_cast<const sockaddr_in*>(&address.storage)->sin_port);
  if (address.storage.ss_family == AF_INET6)
    port = ntohs(reinterpret_cast<const sockaddr_in6*>(&address.storage)->sin6_port);
  const int flags = fcntl(socket.descriptor(), F_GETFL);
  fcntl(socket.descriptor(), F_SETFL, flags | O_NONBLOCK);
  return {std::move(socket), to_string(address), port};
}

Task<Socket> Listener::accept() {
  while (true) {
    const int accepted = accept4(socket_.descriptor(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted >= 0) {
      Socket socket(accepted);
      const int on = 1;
      if (port_ != 0) setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      co_return socket;
    }
    const int error = errno;
    if (error == EAGAIN || error == EWOULDBLOCK) {
      co_await readable(socket_.descriptor());
    } else if (error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM) {
      co_await sleep_for(std::chrono::milliseconds(50));  // others must give some back first
    } else if (error == EBADF || error == EINVAL || error == ENOTSOCK || error == EOPNOTSUPP) {
      throw system_error(error, "accept a connection on " + address_);
    }  // all else is the failure of one connection (accept(2)): the next one counts
  }
}

Task<std::unique_ptr<Stream>> Listener::accept_stream() {
  auto socket = co_await accept();
  const auto executor = co_await this_executor();
  co_return make_stream(executor, std::move(socket));
}

}  // namespace coracle::net

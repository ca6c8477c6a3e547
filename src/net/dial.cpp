#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/scope.h"
#include "net/socket_address.h"

namespace coracle::net {
namespace {
namespace asio = boost::asio;

std::string dial_reason(int error) {
  switch (error) {
    case ECONNREFUSED:
      return "connection refused";
    case EHOSTUNREACH:
      return "no route to host";
    case ENETUNREACH:
      return "network is unreachable";
    case ETIMEDOUT:
      return "connection timed out";
    case ENOENT:
      return "no such socket";
    default:
      return std::system_category().message(error);
  }
}

Error dial_error(const std::string& name, int error) {
  return {Reason::service_unavailable, "dial " + name + ": " + dial_reason(error)};
}

/// 0 or the error number.
Task<int> try_connect(const Socket& socket, const SocketAddress& address) {
  while (true) {
    if (connect(socket.descriptor(), address.sockaddr(), address.length) == 0) co_return 0;
    if (errno == EINTR) continue;
    if (errno == EAGAIN) {  // a unix listener's queue is full
      co_await sleep_for(std::chrono::milliseconds(5));
      continue;
    }
    if (errno != EINPROGRESS) co_return errno;
    break;
  }
  co_await writable(socket.descriptor());
  int error = 0;
  socklen_t size = sizeof error;
  if (getsockopt(socket.descriptor(), SOL_SOCKET, SO_ERROR, &error, &size) < 0) co_return errno;
  co_return error;
}

Task<std::vector<SocketAddress>> resolve(std::string host, std::uint16_t port) {
  std::vector<SocketAddress> found;
  if (auto numeric = numeric_address(host, port)) {
    found.push_back(*numeric);
    co_return found;
  }
  if (host == "localhost" || host.ends_with(".localhost")) {  // RFC 6761 6.3: never asked of a server
    found.push_back(*numeric_address("127.0.0.1", port));
    found.push_back(*numeric_address("::1", port));
    co_return found;
  }
  asio::ip::basic_resolver<asio::ip::tcp, asio::any_io_executor> resolver(co_await this_executor());
  boost::system::error_code error;
  const auto results =
      co_await resolver.async_resolve(host, std::to_string(port), asio::redirect_error(asio::use_awaitable, error));
  if (error == asio::error::operation_aborted) throw Cancelled{};
  if (error) throw Error(Reason::service_unavailable, "look up " + host + ": " + error.message());
  for (const auto& result : results) {
    SocketAddress address;
    address.length = static_cast<socklen_t>(result.endpoint().size());
    std::memcpy(&address.storage, result.endpoint().data(), result.endpoint().size());
    found.push_back(address);
  }
  co_return found;
}

std::string place_name(const std::string& host, std::uint16_t port) {
  return (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + std::to_string(port);
}

Task<std::unique_ptr<Stream>> connect_tcp(std::string host, std::uint16_t port) {
  const auto executor = co_await this_executor();
  const auto addresses = co_await resolve(host, port);
  int last = EHOSTUNREACH;
  for (const auto& address : addresses) {
    auto socket = open_socket(address.storage.ss_family);
    last = co_await try_connect(socket, address);
    if (last == 0) co_return make_stream(executor, std::move(socket));
  }
  throw dial_error(place_name(host, port), last);
}

Task<std::unique_ptr<Stream>> connect_unix(SocketAddress address, std::string name) {
  const auto executor = co_await this_executor();
  auto socket = open_socket(AF_UNIX);
  const int error = co_await try_connect(socket, address);
  if (error) throw dial_error(name, error);
  co_return make_stream(executor, std::move(socket));
}

/// Only the file that was opened counts: dialling a name beneath a directory would follow a link put there since.
Socket open_socket_file(int directory, const std::string& name) {
  open_how how{};
  how.flags = O_PATH | O_CLOEXEC;  // O_NOFOLLOW would open a link itself
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  const auto opened = syscall(SYS_openat2, directory, name.c_str(), &how, sizeof how);
  if (opened < 0) {
    if (errno == ELOOP) throw Error(Reason::forbidden, "dial " + name + ": a link, which is never followed");
    throw system_error(errno, "dial " + name);
  }
  Socket file(static_cast<int>(opened));
  struct stat info {};
  if (fstat(file.descriptor(), &info) < 0) throw system_error(errno, "dial " + name);
  if (!S_ISSOCK(info.st_mode)) throw Error(Reason::forbidden, "dial " + name + ": not a socket");
  return file;
}
}  // namespace

Task<std::unique_ptr<Stream>> dial_tcp(std::string host, std::uint16_t port, Duration limit) {
  auto doing = "dial " + place_name(host, port);
  auto connecting = connect_tcp(std::move(host), port);
  co_return co_await within(limit, std::move(connecting), std::move(doing));
}

Task<std::unique_ptr<Stream>> dial_unix(std::string path, Duration limit) {
  auto connecting = connect_unix(unix_address(path), path);
  co_return co_await within(limit, std::move(connecting), "dial " + path);
}

Task<std::unique_ptr<Stream>> dial_unix_beneath(int directory, std::string name, Duration limit) {
  const auto file = open_socket_file(directory, name);
  auto connecting = connect_unix(unix_address("/proc/self/fd/" + std::to_string(file.descriptor())), name);
  co_return co_await within(limit, std::move(connecting), "dial " + name);
}

}  // namespace coracle::net

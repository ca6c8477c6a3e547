#include <sys/socket.h>
#include <sys/stat.h>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/socket_address.h"

namespace coracle::net {
namespace {
namespace asio = boost::asio;

Peer peer_of(int descriptor) {
  Peer peer;
  SocketAddress address;
  address.length = sizeof address.storage;
  if (getpeername(descriptor, address.sockaddr(), &address.length) < 0) return peer;
  peer.address = to_string(address);
  if (address.storage.ss_family != AF_UNIX) return peer;
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0) {
    peer.pid = credentials.pid;
    peer.uid = static_cast<int>(credentials.uid);
  }
  return peer;
}

asio::generic::stream_protocol protocol_of(int descriptor) { return {local_address(descriptor).storage.ss_family, 0}; }

class SocketStream final : public Stream {
  using Native = asio::basic_stream_socket<asio::generic::stream_protocol, asio::any_io_executor>;

 public:
  SocketStream(const Loop::Executor& executor, Socket socket)
      : peer_(peer_of(socket.descriptor())), socket_(executor, protocol_of(socket.descriptor()), socket.descriptor()) {
    socket.release();
    boost::system::error_code ignored;
    socket_.non_blocking(true, ignored);
  }

  Task<std::size_t> read_some(std::span<char> into) override {
    boost::system::error_code error;
    const auto count = co_await socket_.async_read_some(asio::buffer(into.data(), into.size()),
                                                        asio::redirect_error(asio::use_awaitable, error));
    if (error == asio::error::eof) co_return 0;
    if (error) fail(error);
    co_return count;
  }

  Task<> write(std::string_view bytes) override {
    // Nearly always the kernel takes all of it at once, which needs no turn of the loop.
    while (true) {
      boost::system::error_code error;
      const auto count = closed_ ? 0 : ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (closed_) error = asio::error::operation_aborted;
      if (count < 0) {
        if (errno == EINTR) continue;
        if (errno != EAGAIN && errno != EWOULDBLOCK) error.assign(errno, boost::system::system_category());
      }
      if (error) fail(error);
      if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
      if (bytes.empty()) co_return;
      co_await socket_.async_wait(asio::socket_base::wait_write, asio::redirect_error(asio::use_awaitable, error));
      if (error) fail(error);
    }
  }

  Task<> finish() override {
    boost::system::error_code ignored;
    socket_.shutdown(asio::socket_base::shutdown_send, ignored);
    co_return;
  }

  void close() override {
    closed_ = true;
    boost::system::error_code ignored;
    socket_.shutdown(asio::socket_base::shutdown_both, ignored);
    socket_.close(ignored);
  }

  const Peer& peer() const override { return peer_; }
  bool quiet() const override {
    char byte = 0;
    if (closed_) return false;
    const auto handle = const_cast<Native&>(socket_).native_handle();
    return ::recv(handle, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }

 private:
  [[noreturn]] void fail(const boost::system::error_code& error) const {
    if (error == asio::error::operation_aborted) {
      if (!closed_) throw Cancelled{};
      throw Error(Reason::service_unavailable, "connection with " + peer_.address + ": closed");
    }
    throw Error(Reason::service_unavailable, "connection with " + peer_.address + ": " + error.message());
  }

  Peer peer_;
  Native socket_;
  bool closed_ = false;
};
}  // namespace

std::unique_ptr<Stream> make_stream(const Loop::Executor& executor, Socket socket) {
  return std::make_unique<SocketStream>(executor, std::move(socket));
}

}  // namespace coracle::net

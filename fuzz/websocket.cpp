// deps: coracle_net
// The first byte says which side reads the rest.
#include "net/websocket.h"
#include "base/scope.h"

namespace {
using namespace coracle;

Task<> feed(net::Stream& stream, std::string_view bytes) {
  std::vector<char> buffer(4096);
  try {
    co_await stream.write(bytes);
    co_await stream.finish();
    while (co_await stream.read_some(buffer) > 0) {
    }
  } catch (const Error&) {
  }
}
Task<> read_messages(net::WebSocket& socket) {
  try {
    while (co_await socket.read()) {
    }
  } catch (const Error&) {
  }
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const bool server = data[0] & 1U;
  run_task([bytes, server](Loop& loop) -> Task<> {
    auto [ours, theirs] = net::make_pipe(loop.executor());
    net::WebSocket::Options options;
    options.role = server ? net::WebSocket::Role::server : net::WebSocket::Role::client;
    options.message_limit = 4096;
    auto socket = std::make_unique<net::WebSocket>(loop.executor(), std::move(theirs), options);
    Scope scope(loop);
    scope.spawn(feed(*ours, bytes), "feed");
    co_await read_messages(*socket);
    socket.reset();
    co_await scope.join();
  });
  return 0;
}

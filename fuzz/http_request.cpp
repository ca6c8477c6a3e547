// deps: coracle_net
// A whole server's connection, fed these bytes: heads, bodies, pipelining, chunks.
#include "net/in_process.h"
#include "net/server.h"

namespace {
using namespace coracle;

class Echo final : public net::Handler {
 public:
  Task<net::Response> handle(net::Request request) override {
    net::Response response;
    response.body = request.method + request.target + request.body;
    co_return response;
  }
};

Task<> discard(net::Stream& stream) {
  std::vector<char> buffer(4096);
  try {
    while (co_await stream.read_some(buffer) > 0) {
    }
  } catch (const Error&) {
  }
}
Task<> feed(net::Stream& stream, std::string_view bytes) {
  try {
    co_await stream.write(bytes);
    co_await stream.finish();
  } catch (const Error&) {
  }
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  run_task([bytes](Loop& loop) -> Task<> {
    Echo handler;
    net::ServerOptions options;
    options.head_limit = 2048;
    options.body_limit = 4096;
    net::Server server(loop, handler, options, Log("fuzz", LogLevel::error));
    auto [ours, theirs] = net::make_pipe(loop.executor());
    server.adopt(std::move(theirs));
    Scope scope(loop);
    scope.spawn(feed(*ours, bytes), "feed");
    co_await discard(*ours);
    co_await scope.join();
    co_await server.stop(std::chrono::milliseconds(0));
  });
  return 0;
}

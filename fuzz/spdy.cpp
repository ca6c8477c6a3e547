// deps: coracle_net
// The first byte says which side reads the rest.
#include "net/spdy.h"

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
Task<> read_stream(std::unique_ptr<net::SpdySession::Stream> stream) {
  std::vector<char> buffer(4096);
  try {
    while (co_await stream->read_some(buffer) > 0) {
    }
    co_await stream->finish();
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
    net::SpdySession::Options options;
    options.role = server ? net::SpdySession::Role::server : net::SpdySession::Role::client;
    options.frame_limit = 8192;
    options.headers_limit = 4096;
    auto session = std::make_unique<net::SpdySession>(loop.executor(), std::move(theirs), options);
    Scope scope(loop);
    scope.spawn(feed(*ours, bytes), "feed");
    while (auto stream = co_await session->accept()) scope.spawn(read_stream(std::move(stream)), "stream");
    session.reset();
    ours->close();
    co_await scope.cancel_and_join();
    co_await yield();
    co_await yield();
  });
  return 0;
}

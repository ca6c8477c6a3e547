#include "virtctl/stdio_stream.h"

#include <unistd.h>

#include "virtctl/terminal.h"

namespace coracle::virtctl {
namespace {

class StdioStream final : public net::Stream {
 public:
  Task<std::size_t> read_some(std::span<char> into) override {
    if (closed_) co_return 0;
    co_return co_await read_input(into);
  }
  Task<> write(std::string_view bytes) override {
    if (closed_) throw Error(Reason::service_unavailable, "standard output is closed");
    co_await write_output(bytes);
  }
  Task<> finish() override {
    if (!finished_) ::close(STDOUT_FILENO);
    finished_ = true;
    co_return;
  }
  void close() override { closed_ = true; }
  const net::Peer& peer() const override { return peer_; }

 private:
  net::Peer peer_ = [] {
    net::Peer peer;
    peer.address = "standard input and output";
    return peer;
  }();
  bool closed_ = false;
  bool finished_ = false;
};
}  // namespace

std::unique_ptr<net::Stream> make_stdio_stream() { return std::make_unique<StdioStream>(); }

}  // namespace coracle::virtctl

#include "net/command_carriers.h"

#include "base/scope.h"

namespace coracle::net {
namespace {
constexpr auto farewell_limit = std::chrono::seconds(2);
constexpr char close_channel = '\xff';  // v5: its message holds the number of the channel that ends
constexpr std::size_t message_step = 32U << 10U;

class WebSocketCommand final : public CommandStreams {
 public:
  WebSocketCommand(const Loop::Executor& executor, std::unique_ptr<WebSocket> socket, bool is_server)
      : socket_(std::move(socket)), is_server_(is_server), ended_(executor) {}

  Task<std::optional<CommandData>> read() override {
    reading_ = true;
    struct AtEnd {
      bool& flag;
      ~AtEnd() { flag = false; }
    } at_end{reading_};
    try {
      while (auto message = co_await socket_->read()) {
        auto data = understand(std::move(message->bytes));
        if (data) co_return data;
      }
    } catch (const Error&) {  // clients of exec often just go
    }
    ended_.set();
    co_return std::nullopt;
  }

  Task<> write(CommandChannel channel, std::string_view bytes) override {
    const char number = static_cast<char>(channel);
    while (!bytes.empty()) {
      const auto step = bytes.substr(0, message_step);
      co_await socket_->send_binary({&number, 1}, step);
      bytes.remove_prefix(step.size());
    }
  }

  Task<> close(CommandChannel channel) override {
    if (!protocol().starts_with("v5.")) co_return;
    const char number = static_cast<char>(channel);
    co_await socket_->send_binary({&close_channel, 1}, {&number, 1});
  }

  Task<> finish() override {
    co_await socket_->send_close();
    try {
      if (reading_)
        co_await ended_.wait_for(farewell_limit);
      else
        co_await within(farewell_limit, read_to_end(), "end a session");
    } catch (const Error&) {  // has not answered in time
    }
    socket_->abort();
  }

  void abort() override { socket_->abort(); }
  const std::string& protocol() const override { return socket_->protocol(); }

 private:
  Task<> read_to_end() {
    while (co_await read()) {
    }
  }

  std::optional<CommandData> understand(std::string bytes) const {
    if (bytes.size() < 2) return std::nullopt;
    const bool closes = bytes[0] == close_channel;
    const auto number = static_cast<unsigned char>(closes ? bytes[1] : bytes[0]);
    if (number > 4 || (closes && !protocol().starts_with("v5."))) return std::nullopt;
    CommandData data{static_cast<CommandChannel>(number), {}, closes};
    const bool is_clients = data.channel == CommandChannel::standard_input || data.channel == CommandChannel::resize;
    if (is_clients != is_server_) return std::nullopt;
    if (!closes) data.bytes = bytes.substr(1);
    return data;
  }

  const std::unique_ptr<WebSocket> socket_;
  const bool is_server_;
  bool reading_ = false;
  Event ended_;
};
}  // namespace

std::unique_ptr<CommandStreams> make_websocket_command(const Loop::Executor& executor,
                                                       std::unique_ptr<WebSocket> socket, bool is_server) {
  return std::make_unique<WebSocketCommand>(executor, std::move(socket), is_server);
}

}  // namespace coracle::net

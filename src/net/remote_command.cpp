#include "net/remote_command.h"

#include "net/command_carriers.h"
#include "net/message_writer.h"

namespace coracle::net {
namespace {
using ServeCommand = std::function<Task<>(std::unique_ptr<CommandStreams>)>;

const std::vector<std::string>& spdy_protocols() {
  static const std::vector<std::string> names = {"v4.channel.k8s.io", "v3.channel.k8s.io", "v2.channel.k8s.io",
                                                 "channel.k8s.io"};
  return names;
}

bool is_set(const Target& target, std::string_view name, std::string_view short_name) {
  const auto value = target.has(name) ? target.parameter(name) : target.parameter(short_name);
  return value == "true" || value == "1" || value == "t" || value == "T" || value == "TRUE" || value == "True";
}

Task<> serve_spdy_command(ServeCommand serve, CommandOptions options, std::shared_ptr<SpdySession> session,
                          std::string protocol) {
  auto streams = co_await accept_spdy_command(std::move(session), std::move(protocol), options);
  co_await serve(std::move(streams));
}

/// An empty message tells the client that the command's streams are there, as the kubelet does.
Task<> serve_websocket_command(ServeCommand serve, CommandOptions options, std::unique_ptr<WebSocket> socket) {
  const char lowest = options.standard_output ? 1 : options.standard_error ? 2 : 3;
  co_await socket->send_binary(std::string_view(&lowest, 1));
  const auto executor = co_await this_executor();
  co_await serve(make_websocket_command(executor, std::move(socket), true));
}
}  // namespace

CommandOptions command_options(const Target& target) {
  CommandOptions options;
  options.standard_input = is_set(target, "stdin", "input");
  options.standard_output = is_set(target, "stdout", "output");
  options.standard_error = is_set(target, "stderr", "error");
  options.terminal = is_set(target, "tty", "tty");
  return options;
}

Response accept_command(const Request& request, CommandOptions options, ServeCommand serve) {
  if (is_websocket_upgrade(request))
    return accept_websocket(request, {"v5.channel.k8s.io", "v4.channel.k8s.io", "channel.k8s.io", ""},
                            [serve = std::move(serve), options](std::unique_ptr<WebSocket> socket) {
                              return serve_websocket_command(serve, options, std::move(socket));
                            });
  if (is_spdy_upgrade(request))
    return accept_spdy(request, spdy_protocols(),
                       [serve = std::move(serve), options](std::shared_ptr<SpdySession> session, std::string protocol) {
                         return serve_spdy_command(serve, options, std::move(session), std::move(protocol));
                       });
  return plain_answer(400, "Upgrade request required");
}

Task<std::unique_ptr<CommandStreams>> connect_command(RoundTrip& client, Request request, CommandOptions options,
                                                      bool websocket) {
  if (websocket) {
    auto socket = co_await connect_websocket(client, std::move(request), {"v5.channel.k8s.io", "v4.channel.k8s.io"});
    const auto executor = co_await this_executor();
    co_return make_websocket_command(executor, std::move(socket), false);
  }
  std::string protocol;
  std::shared_ptr<SpdySession> session = co_await connect_spdy(client, std::move(request), spdy_protocols(), &protocol);
  co_return co_await open_spdy_command(std::move(session), std::move(protocol), options);
}

}  // namespace coracle::net

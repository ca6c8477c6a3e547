#include "node/kubelet_api/streams.h"

#include "base/scope.h"
#include "json/value.h"
#include "net/client.h"
#include "net/spdy.h"
#include "net/upgrade.h"
#include "net/websocket.h"

namespace coracle::node::kubelet_api {
namespace {
constexpr std::string_view port_protocol = "portforward.k8s.io";
constexpr std::string_view tunnel_protocol = "SPDY/3.1+portforward.k8s.io";
constexpr auto stream_linger = std::chrono::seconds(5);

/// To the runtime's address, whose path is in the URL.
net::Request runtime_request() {
  net::Request request;
  request.method = "POST";
  request.target = "";
  return request;
}

net::Response plain_refusal(int status, const std::string& message) {
  net::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
  response.body = message + "\n";
  return response;
}

/// Both ends have agreed on SPDY: their bytes are copied.
Task<> copy_spdy(std::shared_ptr<net::Answer> runtime, std::unique_ptr<net::Stream> client, std::string already_read) {
  if (!already_read.empty()) co_await runtime->stream->write(already_read);
  if (!runtime->already_read.empty()) co_await client->write(runtime->already_read);
  co_await net::splice(*client, *runtime->stream, stream_linger);
}

Task<std::shared_ptr<net::Answer>> ask_runtime(std::string url, std::vector<std::string> protocols) {
  net::Client client(url, {});
  auto request = runtime_request();
  request.headers = {{"Connection", "Upgrade"}, {"Upgrade", "SPDY/3.1"}};
  for (const auto& name : protocols) request.headers.add("X-Stream-Protocol-Version", name);
  auto answer = co_await client.send(std::move(request));
  if (answer.status != 101 || !answer.stream) throw co_await net::refusal_of(std::move(answer));
  co_return std::make_shared<net::Answer>(std::move(answer));
}

Task<net::Response> pass_spdy(std::vector<std::string> protocols, std::string url) {
  const auto runtime = co_await ask_runtime(std::move(url), std::move(protocols));
  net::Response response;
  response.status = 101;
  response.headers = {{"Connection", "Upgrade"}, {"Upgrade", "SPDY/3.1"}};
  if (const auto chosen = runtime->headers.get("X-Stream-Protocol-Version"); !chosen.empty())
    response.headers.add("X-Stream-Protocol-Version", std::string(chosen));
  response.body = net::Upgraded([runtime](std::unique_ptr<net::Stream> client, std::string already_read) {
    return copy_spdy(runtime, std::move(client), std::move(already_read));
  });
  co_return response;
}

using CommandPointer = std::shared_ptr<net::CommandStreams>;

/// Nothing once the client has left, in order or not.
Task<std::optional<net::CommandData>> next_of(CommandPointer client) {
  try {
    co_return co_await client->read();
  } catch (const Error&) {
  }
  co_return std::nullopt;
}

/// Whether the runtime still takes it: a command may have closed its input and go on.
Task<bool> pass_on(CommandPointer runtime, net::CommandData data) {
  try {
    if (data.closed)
      co_await runtime->close(data.channel);
    else
      co_await runtime->write(data.channel, data.bytes);
    co_return true;
  } catch (const Error&) {
  }
  co_return false;
}

/// What the client sends, until it leaves; then the command's input ends, and the runtime's session with it.
Task<> copy_to_runtime(CommandPointer client, CommandPointer runtime) {
  bool taken = true;
  while (auto data = co_await next_of(client))
    if (taken) taken = co_await pass_on(runtime, std::move(*data));
  runtime->abort();
}

Task<> copy_to_client(CommandPointer runtime, CommandPointer client) {
  const bool structured = client->protocol().starts_with("v4.") || client->protocol().starts_with("v5.");
  std::string status;
  while (auto data = co_await runtime->read()) {
    if (data->closed) continue;
    if (data->channel == net::CommandChannel::error && !structured)
      status += data->bytes;
    else
      co_await client->write(data->channel, data->bytes);
  }
  if (const auto text = plain_error(status); !text.empty()) co_await client->write(net::CommandChannel::error, text);
}

std::string failure_status(const std::string& message) {
  return json::serialize(json::Object{{"metadata", json::Object{}},
                                      {"status", "Failure"},
                                      {"message", message},
                                      {"reason", "InternalError"},
                                      {"code", 500}});
}

Task<> join_command(CommandPointer client, std::string url, net::CommandOptions options, Log log) {
  CommandPointer runtime;
  std::string failure;
  try {
    net::Client connection(url, {});
    auto request = runtime_request();
    runtime = co_await net::connect_command(connection, std::move(request), options, false);
  } catch (const Error& error) {
    failure = "error dialing the container runtime: " + error.message();
  }
  if (!runtime) {
    log.warning("a command's streams were not opened", {{"error", failure}});
    co_await client->write(net::CommandChannel::error, failure_status(failure));
    co_await client->finish();
    co_return;
  }
  const auto executor = co_await this_executor();
  Scope scope(executor, [](const std::string&, std::exception_ptr) {});
  std::exception_ptr ended;
  scope.spawn(copy_to_runtime(client, runtime), "command input");
  try {
    co_await copy_to_client(runtime, client);
    co_await client->finish();
  } catch (...) {
    ended = std::current_exception();
  }
  co_await uncancellable();
  runtime->abort();
  co_await scope.cancel_and_join();
  if (ended) std::rethrow_exception(ended);
}

Task<> serve_command(std::unique_ptr<net::CommandStreams> client, std::string url, net::CommandOptions options,
                     Log log) {
  CommandPointer shared = std::move(client);
  co_await join_command(shared, std::move(url), options, std::move(log));
}

/// One port over the channels 2i (data) and 2i+1 (errors) of a WebSocket.
struct ChannelPort {
  std::int32_t port = 0;
  std::unique_ptr<net::SpdySession::Stream> data, error;
};
struct ChannelSession {
  std::unique_ptr<net::WebSocket> client;
  std::unique_ptr<net::SpdySession> runtime;
  std::vector<ChannelPort> ports;
};
using ChannelSessionPointer = std::shared_ptr<ChannelSession>;

Task<> copy_port_to_client(ChannelSessionPointer session, std::size_t index, bool errors) {
  const auto& port = session->ports[index];
  auto& from = errors ? *port.error : *port.data;
  const char channel = static_cast<char>(2 * index + (errors ? 1 : 0));
  std::vector<char> buffer(32U << 10U);
  while (const auto count = co_await from.read_some(buffer))
    co_await session->client->send_binary({&channel, 1}, {buffer.data(), count});
}

Task<> open_channel_ports(ChannelSessionPointer session) {
  std::size_t index = 0;
  for (auto& port : session->ports) {
    const auto open = [&](const char* type) {
      net::Headers headers{
          {"streamtype", type}, {"port", std::to_string(port.port)}, {"requestid", std::to_string(index)}};
      return session->runtime->open(std::move(headers));
    };
    port.error = co_await open("error");
    co_await port.error->finish();
    port.data = co_await open("data");
    // The kubelet's own first message on each channel: the port, little-endian.
    for (std::size_t channel = 2 * index; channel < 2 * index + 2; ++channel) {
      const char head = static_cast<char>(channel);
      const char number[2] = {static_cast<char>(port.port & 0xff), static_cast<char>(port.port >> 8)};
      co_await session->client->send_binary({&head, 1}, {number, 2});
    }
    ++index;
  }
}

Task<> serve_channels(std::unique_ptr<net::WebSocket> client, std::vector<std::int32_t> ports, std::string url) {
  const auto session = std::make_shared<ChannelSession>();
  session->client = std::move(client);
  {
    net::Client connection(url, {});
    std::string protocol;
    auto request = runtime_request();
    std::vector<std::string> protocols{std::string(port_protocol)};
    session->runtime = co_await net::connect_spdy(connection, std::move(request), std::move(protocols), &protocol);
  }
  for (const auto port : ports) session->ports.push_back({port, nullptr, nullptr});
  co_await open_channel_ports(session);
  const auto executor = co_await this_executor();
  Scope scope(executor, [](const std::string&, std::exception_ptr) {});
  for (std::size_t i = 0; i < ports.size(); ++i) {
    scope.spawn(copy_port_to_client(session, i, false), "port data");
    scope.spawn(copy_port_to_client(session, i, true), "port errors");
  }
  std::exception_ptr ended;
  try {
    while (const auto message = co_await session->client->read()) {
      if (message->bytes.size() < 2) continue;
      const auto channel = static_cast<unsigned char>(message->bytes[0]);
      if (channel % 2 != 0 || channel / 2U >= session->ports.size()) continue;
      co_await session->ports[channel / 2U].data->write(std::string_view(message->bytes).substr(1));
    }
  } catch (...) {
    ended = std::current_exception();
  }
  co_await uncancellable();
  co_await scope.cancel_and_join();
  if (ended) std::rethrow_exception(ended);
}

Task<> serve_tunnel(std::shared_ptr<net::Answer> runtime, std::unique_ptr<net::WebSocket> socket) {
  auto client = net::make_stream(std::move(socket));
  co_await copy_spdy(std::move(runtime), std::move(client), {});
}
}  // namespace

std::string plain_error(std::string_view status) {
  if (status.empty()) return {};
  const auto parsed = json::parse(status);
  if (!parsed) return std::string(status);
  if (json::text(*parsed, {"status"}) == "Success") return {};
  return std::string(json::text(*parsed, {"message"}, status));
}

Task<net::Response> stream_command(net::Request request, net::CommandOptions options, std::string url, Log log) {
  if (net::is_spdy_upgrade(request)) {
    auto protocols = net::list_of(request.headers, "X-Stream-Protocol-Version");
    co_return co_await pass_spdy(std::move(protocols), std::move(url));
  }
  co_return net::accept_command(request, options, [url, options, log](std::unique_ptr<net::CommandStreams> streams) {
    return serve_command(std::move(streams), url, options, log);
  });
}

Task<net::Response> stream_ports(net::Request request, std::vector<std::int32_t> ports, std::string url, Log) {
  if (net::is_spdy_upgrade(request)) {
    auto protocols = net::list_of(request.headers, "X-Stream-Protocol-Version");
    if (protocols.empty()) protocols.emplace_back(port_protocol);
    co_return co_await pass_spdy(std::move(protocols), std::move(url));
  }
  if (!net::is_websocket_upgrade(request)) co_return plain_refusal(400, "Upgrade request required");
  if (request.headers.lists("Sec-WebSocket-Protocol", tunnel_protocol)) {
    std::vector<std::string> protocols{std::string(port_protocol)};
    const auto runtime = co_await ask_runtime(std::move(url), std::move(protocols));
    co_return net::accept_websocket(
        request, {std::string(tunnel_protocol)},
        [runtime](std::unique_ptr<net::WebSocket> socket) { return serve_tunnel(runtime, std::move(socket)); });
  }
  if (ports.empty() || ports.size() > 100)
    co_return plain_refusal(400, "query parameter \"port\" is required, at most 100 times");
  co_return net::accept_websocket(
      request, {"v4.channel.k8s.io", "portforward.k8s.io", ""},
      [ports, url](std::unique_ptr<net::WebSocket> socket) { return serve_channels(std::move(socket), ports, url); });
}

}  // namespace coracle::node::kubelet_api

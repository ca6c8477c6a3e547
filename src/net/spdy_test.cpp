#include "net/spdy.h"

#include <gtest/gtest.h>

#include "net/encoding.h"
#include "net/in_process.h"
#include "net/remote_command.h"
#include "net/server_fixture.h"
#include "net/spdy_frame.h"

namespace coracle::net {
namespace {
using namespace std::chrono_literals;

TEST(SpdyHeaders, come_back_and_keep_their_context) {
  spdy::Packer packer;
  spdy::Unpacker unpacker(10'000);
  for (int i = 0; i < 5; ++i) {
    const Headers headers{{"streamtype", "stdout"}, {"Port", std::to_string(i)}, {"x", "1"}, {"x", "2"}};
    const auto back = unpacker.unpack(packer.pack(headers));
    EXPECT_EQ(back.get("streamtype"), "stdout");
    EXPECT_EQ(back.get("port"), std::to_string(i));
    EXPECT_EQ(back.all("x").size(), 2U);
  }
  EXPECT_THROW(unpacker.unpack("junk"), Error);
  EXPECT_THROW(spdy::Unpacker(100).unpack(spdy::Packer().pack({{"a", std::string(5000, 'a')}})), Error);
}

/// Sends every stream's bytes back.
Task<> echo_one(std::unique_ptr<SpdySession::Stream> stream) {
  std::vector<char> buffer(5000);
  while (const auto count = co_await stream->read_some(buffer)) co_await stream->write({buffer.data(), count});
  co_await stream->finish();
}
Task<> echo_streams(std::shared_ptr<SpdySession> session, std::string) {
  Scope scope(co_await this_executor());
  while (auto stream = co_await session->accept()) scope.spawn(echo_one(std::move(stream)), "echo");
  co_await scope.cancel_and_join();
}
Task<Response> answer_spdy(Request request) { co_return accept_spdy(request, {"v4.channel.k8s.io"}, echo_streams); }

Task<> send_all(SpdySession::Stream& stream, std::size_t size) {
  const std::string bytes(size, 'p');
  co_await stream.write(bytes);
  co_await stream.finish();
}
Task<std::size_t> count_all(SpdySession::Stream& stream) {
  std::vector<char> buffer(7000);
  std::size_t total = 0;
  while (const auto count = co_await stream.read_some(buffer)) total += count;
  co_return total;
}

Task<> use_session(RoundTrip& client) {
  std::string protocol;
  auto session = co_await connect_spdy(client, {}, {"v5.channel.k8s.io", "v4.channel.k8s.io"}, &protocol);
  EXPECT_EQ(protocol, "v4.channel.k8s.io");
  co_await session->ping();
  for (const std::size_t size : {0U, 1U, 70'000U, 3'000'000U}) {
    const auto stream = co_await session->open({{"streamtype", "data"}});
    Scope scope(co_await this_executor());
    scope.spawn(send_all(*stream, size), "send");
    EXPECT_EQ(co_await count_all(*stream), size);
    co_await scope.join();
  }
  const auto dropped = co_await session->open({{"streamtype", "data"}});
  dropped->close();
  co_await session->stop();
  EXPECT_TRUE(session->over());
  int code = 0;
  try {
    co_await connect_spdy(client, {}, {"v9"}, &protocol);
  } catch (const Error& error) {
    code = error.code();
  }
  EXPECT_EQ(code, 403);
}

TEST(Spdy, carries_streams_over_tls) {
  run_task([](Loop& loop) -> Task<> {
    test::FunctionHandler handler(answer_spdy);
    ServerOptions options;
    options.tls = test::tls_server();
    Server server(loop, handler, options, test::quiet_log());
    auto listener = Listener::tcp("127.0.0.1", 0);
    Client client("https://127.0.0.1:" + std::to_string(listener.port()), test::tls_options());
    server.listen(std::move(listener));
    co_await within(20s, use_session(client), "use");
    co_await server.stop(100ms);
  });
}

std::string spdy_ping() {
  std::string out;
  spdy::FrameHead head;
  head.type = spdy::Type::ping;
  head.length = 4;
  spdy::append_head(out, head);
  spdy::append_number(out, 1);
  return out;
}

/// How a session ends that gets these bytes.
Task<bool> survives(Loop& loop, std::string bytes) {
  auto [ours, theirs] = make_pipe(loop.executor());
  SpdySession session(loop.executor(), std::move(theirs), {});
  co_await ours->write(bytes);
  bool alive = true;
  std::vector<char> buffer(100);
  try {
    co_await ours->write(spdy_ping());
    co_await within(200ms, ours->read_some(buffer), "wait for the ping");
  } catch (const Error&) {
    alive = false;
  }
  co_return alive && !session.over();
}

TEST(Spdy, hostile_frames_end_the_session_and_nothing_else) {
  const auto control = [](std::uint16_t type, std::string payload, std::uint32_t claimed) {
    std::string out;
    spdy::append_number(out, 0x80030000U | type);
    spdy::append_number(out, claimed);
    return out + payload;
  };
  const std::string bytes[] = {
      control(1, std::string(9, '\0'), 9),
      control(1, std::string(20, '\xff'), 20),
      control(1, {}, 0xffffff),
      control(3, "1234", 4),
      control(6, "12345", 5),
      control(9, "1", 1),
      std::string("\x80\x02\0\1\0\0\0\0", 8),
      std::string("\0\0\0\0\0\0\0\1x", 9),
      std::string("\0\0\0\1\0\xff\xff\xff", 8),
  };
  for (const auto& each : bytes) {
    bool alive = true;
    run_task([&](Loop& loop) -> Task<> { alive = co_await survives(loop, each); });
    EXPECT_FALSE(alive) << hex(each);
  }
}

/// The server's side of a command: repeats what it reads, in capital letters on standard error.
Task<> run_command(std::unique_ptr<CommandStreams> streams) {
  while (const auto data = co_await streams->read()) {
    if (data->channel == CommandChannel::resize) co_await streams->write(CommandChannel::standard_error, data->bytes);
    if (data->channel != CommandChannel::standard_input) continue;
    if (data->closed || data->bytes == "end") break;
    co_await streams->write(CommandChannel::standard_output, data->bytes);
  }
  co_await streams->write(CommandChannel::error, R"({"status":"Success"})");
  co_await streams->finish();
}
Task<Response> answer_command(Request request) {
  const auto target = parse_target(request.target);
  co_return accept_command(request, command_options(*target), run_command);
}

Task<> use_command(RoundTrip& client, bool websocket, std::string end) {
  Request request;
  request.method = websocket ? "GET" : "POST";
  request.target = "/exec?stdin=true&stdout=true&stderr=true";
  const auto options = command_options(*parse_target(request.target));
  const auto streams = co_await connect_command(client, request, options, websocket);
  EXPECT_EQ(streams->protocol(), websocket ? "v5.channel.k8s.io" : "v4.channel.k8s.io");
  const std::string text(200'000, 'c');
  std::string got, status;
  co_await streams->write(CommandChannel::standard_input, text);
  while (got.size() < text.size()) {
    const auto data = co_await streams->read();
    if (!data) break;
    if (data->channel == CommandChannel::standard_output) got += data->bytes;
  }
  EXPECT_EQ(got, text);
  if (end.empty())
    co_await streams->close(CommandChannel::standard_input);
  else
    co_await streams->write(CommandChannel::standard_input, end);
  while (const auto data = co_await streams->read())
    if (data->channel == CommandChannel::error) status += data->bytes;
  EXPECT_EQ(status, R"({"status":"Success"})");
  co_await streams->finish();
}

TEST(Command, runs_over_spdy_and_websocket_alike) {
  for (const bool websocket : {false, true}) {
    for (const std::string end : {"", "end"}) {
      run_task([&](Loop& loop) -> Task<> {
        test::FunctionHandler handler(answer_command);
        Server server(loop, handler, {}, test::quiet_log());
        auto listener = Listener::tcp("127.0.0.1", 0);
        Client client("http://127.0.0.1:" + std::to_string(listener.port()), {});
        server.listen(std::move(listener));
        co_await within(20s, use_command(client, websocket, end), "use");
        co_await server.stop(100ms);
      });
    }
  }
}

TEST(Command, is_refused_without_an_upgrade) {
  run_task([](Loop& loop) -> Task<> {
    test::FunctionHandler handler(answer_command);
    InProcessServer server(loop, handler);
    const auto client = server.client({.name = "me"});
    Request request;
    request.target = "/exec?stdout=1";
    EXPECT_EQ((co_await exchange(*client, request)).status, 400);
    co_await server.stop();
  });
}

}  // namespace
}  // namespace coracle::net

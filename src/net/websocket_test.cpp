#include "net/websocket.h"

#include <gtest/gtest.h>

#include "net/in_process.h"
#include "net/server_fixture.h"
#include "net/websocket_frame.h"

namespace coracle::net {
namespace {
using namespace std::chrono_literals;

/// The two ends of a WebSocket over a pipe.
struct Ends {
  std::unique_ptr<Stream> raw;  // the client's side, for frames by hand
  std::unique_ptr<WebSocket> server;
};
Ends server_and_raw(Loop& loop, std::size_t limit = 1000) {
  auto [a, b] = make_pipe(loop.executor());
  WebSocket::Options options;
  options.message_limit = limit;
  return {std::move(a), std::make_unique<WebSocket>(loop.executor(), std::move(b), options)};
}

std::string frame(Opcode opcode, std::string bytes, bool final = true, bool masked = true) {
  FrameHead head;
  head.final = final;
  head.opcode = opcode;
  head.masked = masked;
  head.mask = {1, 2, 3, 4};
  head.length = bytes.size();
  std::string out;
  append_frame_head(out, head);
  if (masked) apply_mask(bytes.data(), bytes.size(), head.mask, 0);
  return out + bytes;
}

/// What the server's side says to these bytes: its messages, then how it ended.
Task<std::string> said_to(Loop& loop, std::string bytes) {
  auto ends = server_and_raw(loop);
  co_await ends.raw->write(bytes);
  co_await ends.raw->finish();
  std::string got;
  try {
    while (const auto message = co_await ends.server->read())
      got += (message->binary ? "b:" : "t:") + message->bytes + ";";
    got += "closed " + std::to_string(ends.server->close_code()) + " " + ends.server->close_reason();
  } catch (const Error&) {
    got += "error";
  }
  std::vector<char> buffer(200);
  ends.server.reset();
  std::string sent;
  try {
    if (const auto count = co_await ends.raw->read_some(buffer)) sent.assign(buffer.data(), count);
  } catch (const Error&) {
  }
  const auto head = parse_frame_head(sent);
  if (head && head->opcode == Opcode::close && sent.size() >= 4)
    got += " | " + std::to_string(static_cast<unsigned char>(sent[2]) << 8 | static_cast<unsigned char>(sent[3]));
  co_return got;
}

TEST(WebSocket, understands_what_a_client_may_send_and_ends_on_the_rest) {
  run_task([](Loop& loop) -> Task<> {
    const auto bye = frame(Opcode::close, std::string("\x03\xe8") + "bye");
    const std::pair<std::string, std::string> cases[] = {
        {frame(Opcode::text, "hello") + bye, "t:hello;closed 1000 bye | 1000"},
        {frame(Opcode::binary, std::string(300, 'x')) + bye, "b:" + std::string(300, 'x') + ";closed 1000 bye | 1000"},
        {frame(Opcode::text, "a", false) + frame(Opcode::pong, "p") + frame(Opcode::continuation, "b") + bye,
         "t:ab;closed 1000 bye | 1000"},
        {frame(Opcode::close, ""), "closed 1005 "},
        {frame(Opcode::text, "x", true, false), "error | 1002"},
        {frame(Opcode::continuation, "x"), "error | 1002"},
        {frame(Opcode::text, "a", false) + frame(Opcode::text, "b"), "error | 1002"},
        {frame(Opcode::ping, std::string(126, 'x')), "error | 1002"},
        {frame(Opcode::ping, "x", false), "error | 1002"},
        {frame(Opcode::close, "x"), "error | 1002"},
        {frame(Opcode::close, "\x03\xed"), "error | 1002"},
        {frame(Opcode::text, "\xc3\x28"), "error | 1007"},
        {frame(Opcode::binary, std::string(1001, 'x')), "error | 1009"},
        {frame(Opcode::binary, std::string(600, 'x'), false) + frame(Opcode::continuation, std::string(600, 'x')),
         "error | 1009"},
        {"\xf1\x80", "error | 1002"},
        {"\x83\x80", "error | 1002"},
        {std::string("\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 14), "error | 1002"},
        {std::string("\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 14), "error | 1009"},
        {"\x82", "error"},
    };
    for (const auto& [bytes, expected] : cases) EXPECT_EQ(co_await said_to(loop, bytes), expected) << bytes;
  });
}

Task<> echo_messages(std::unique_ptr<WebSocket> socket) {
  while (const auto message = co_await socket->read()) {
    if (message->binary)
      co_await socket->send_binary(message->bytes);
    else
      co_await socket->send_text(message->bytes);
  }
}
Task<Response> answer_websocket(Request request) {
  co_return accept_websocket(request, {"v5.channel.k8s.io", "v4.channel.k8s.io"}, echo_messages);
}
Request websocket_request() {
  Request request;
  request.target = "/ws";
  return request;
}

Task<> talk(RoundTrip& client) {
  auto socket = co_await connect_websocket(client, websocket_request(), {"v4.channel.k8s.io", "other"});
  EXPECT_EQ(socket->protocol(), "v4.channel.k8s.io");
  for (const std::size_t size : {0U, 1U, 125U, 126U, 65535U, 65536U, 300'000U}) {
    const std::string bytes(size, 'z');
    co_await socket->send_binary(bytes);
    const auto back = co_await socket->read();
    EXPECT_TRUE(back && back->binary && back->bytes == bytes) << size;
  }
  co_await socket->ping("are you there");
  co_await socket->send_close(1000, "done");
  EXPECT_FALSE(co_await socket->read());
  EXPECT_EQ(socket->close_code(), 1000);
  int code = 0;
  try {
    co_await connect_websocket(client, websocket_request(), {"unheard-of"});
  } catch (const Error& error) {
    code = error.code();
  }
  EXPECT_EQ(code, 400);
}

TEST(WebSocket, goes_over_tls_and_agrees_on_a_protocol) {
  run_task([](Loop& loop) -> Task<> {
    test::FunctionHandler handler(answer_websocket);
    ServerOptions options;
    options.tls = test::tls_server();
    Server server(loop, handler, options, test::quiet_log());
    auto listener = Listener::tcp("127.0.0.1", 0);
    Client client("https://127.0.0.1:" + std::to_string(listener.port()), test::tls_options());
    server.listen(std::move(listener));
    co_await within(20s, talk(client), "talk");
    co_await server.stop(100ms);
  });
}

TEST(WebSocket, goes_through_a_call_within_the_process) {
  run_task([](Loop& loop) -> Task<> {
    test::FunctionHandler handler(answer_websocket);
    InProcessServer server(loop, handler);
    const auto client = server.client({.name = "me"});
    co_await within(20s, talk(*client), "talk");
    co_await server.stop();
  });
}

Task<> echo_bytes(std::unique_ptr<WebSocket> socket) {
  const auto stream = make_stream(std::move(socket));
  std::vector<char> buffer(1000);
  while (const auto count = co_await stream->read_some(buffer)) co_await stream->write({buffer.data(), count});
  co_await stream->finish();
}
Task<Response> answer_plain(Request request) { co_return accept_websocket(request, {"plain.kubevirt.io"}, echo_bytes); }

TEST(WebSocket, carries_a_plain_stream) {
  run_task([](Loop& loop) -> Task<> {
    test::FunctionHandler handler(answer_plain);
    InProcessServer server(loop, handler);
    const auto client = server.client({.name = "me"});
    {
      const auto stream = make_stream(co_await connect_websocket(*client, websocket_request(), {"plain.kubevirt.io"}));
      co_await stream->write(std::string(5000, 'q'));
      std::vector<char> buffer(10'000);
      std::size_t got = 0;
      while (got < 5000) got += co_await stream->read_some(buffer);
      co_await stream->finish();
      EXPECT_EQ(co_await stream->read_some(buffer), 0U);
    }
    co_await server.stop();
  });
}

}  // namespace
}  // namespace coracle::net

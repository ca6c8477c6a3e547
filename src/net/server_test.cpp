#include "net/server.h"

#include <gtest/gtest.h>

#include "net/encoding.h"
#include "net/server_fixture.h"

namespace coracle::net {
namespace {
using namespace std::chrono_literals;
using test::FunctionHandler;

Task<> write_three(BodyWriter& writer) {
  for (const auto* text : {"one ", "two ", "three"}) {
    co_await writer.write(std::make_shared<const std::string>(text));
    co_await yield();
  }
}
Task<> write_then_fail(BodyWriter& writer) {
  co_await writer.write(std::make_shared<const std::string>("some"));
  throw Error(Reason::internal_error, "broke");
}
Task<> echo(std::unique_ptr<Stream> stream, std::string already_read) {
  if (!already_read.empty()) co_await stream->write(already_read);
  std::vector<char> buffer(4096);
  while (const auto count = co_await stream->read_some(buffer)) co_await stream->write({buffer.data(), count});
  co_await stream->finish();
}

/// What the tests ask for, by path.
Task<Response> answer(Request request) {
  Response response;
  if (request.target == "/echo") response.body = request.method + ":" + request.body;
  if (request.target == "/big") response.body = std::string(3'000'000, 'b');
  if (request.target == "/stream") response.body = Streamed(write_three);
  if (request.target == "/broken-stream") response.body = Streamed(write_then_fail);
  if (request.target == "/none") response.status = 204;
  if (request.target == "/error") throw Error(Reason::conflict, "no two at once");
  if (request.target == "/bug") throw std::runtime_error("a bug");
  if (request.target == "/who")
    response.body = request.peer->common_name + "|" + request.peer->certificate_problem + "|" +
                    std::to_string(request.peer->organizations.size()) + "|" + std::to_string(request.peer->uid);
  if (request.target == "/inject") response.headers.add("X", "a\r\nSet-Cookie: b");
  if (request.target == "/upgrade") {
    response.status = 101;
    response.headers = {{"Connection", "Upgrade"}, {"Upgrade", "echo"}};
    response.body = Upgraded(echo);
  }
  if (request.target == "/shared") {
    const auto piece = std::make_shared<const std::string>(40'000, 's');
    response.body =
        SharedTexts{std::make_shared<const std::string>("["), piece, piece, std::make_shared<const std::string>("]")};
  }
  co_return response;
}

using Body = Task<> (*)(Server&, std::uint16_t);
/// Runs a test against a server on a free port, and stops it.
void with_server(ServerOptions options, Body body) {
  run_task([options, body](Loop& loop) -> Task<> {
    FunctionHandler handler(answer);
    Server server(loop, handler, options, test::quiet_log());
    auto listener = Listener::tcp("127.0.0.1", 0);
    const auto port = listener.port();
    server.listen(std::move(listener));
    std::exception_ptr failure;
    try {
      co_await within(20s, body(server, port), "test");
    } catch (...) {
      failure = std::current_exception();
    }
    co_await server.stop(100ms);
    if (failure) std::rethrow_exception(failure);
  });
}

std::string plain_url(std::uint16_t port) { return "http://127.0.0.1:" + std::to_string(port); }

Request post(std::string target, std::string body) {
  Request request;
  request.method = "POST";
  request.target = std::move(target);
  request.body = std::move(body);
  return request;
}
Request get(std::string target) {
  Request request;
  request.target = std::move(target);
  return request;
}

/// Sends bytes as they are and gives all that comes back until the server closes.
Task<std::string> raw(std::uint16_t port, std::string bytes) {
  auto stream = co_await dial_tcp("127.0.0.1", port, 5s);
  co_await stream->write(bytes);
  std::string got;
  std::vector<char> buffer(4096);
  while (const auto count = co_await stream->read_some(buffer)) got.append(buffer.data(), count);
  co_return got;
}
int count_of(const std::string& text, std::string_view what) {
  int count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

Task<> exchange_all_kinds(Server& server, std::string url, ClientOptions options) {
  Client client(url, options);
  for (int round = 0; round < 3; ++round) {
    auto whole = co_await exchange(client, post("/echo", "hello"));
    EXPECT_EQ(whole.body, "POST:hello");
    EXPECT_EQ((co_await exchange(client, get("/big"))).body.size(), 3'000'000U);
    const auto body = std::string(1'000'000, 'x');
    EXPECT_EQ((co_await exchange(client, post("/echo", body))).body, "POST:" + body);
    EXPECT_EQ((co_await exchange(client, get("/stream"))).body, "one two three");
    EXPECT_EQ((co_await exchange(client, get("/shared"))).body.size(), 80'002U);
    EXPECT_EQ((co_await exchange(client, get("/none"))).status, 204);
    auto head = get("/big");
    head.method = "HEAD";
    whole = co_await exchange(client, head);
    EXPECT_EQ(whole.headers.get("Content-Length"), "3000000");
    EXPECT_EQ(whole.body, "");
  }
  EXPECT_EQ(server.connections(), 1U) << "the connection is kept";
}

TEST(Server, answers_every_kind_over_one_kept_connection) {
  with_server({}, [](Server& server, std::uint16_t port) -> Task<> {
    co_await exchange_all_kinds(server, plain_url(port), {});
  });
}

TEST(Server, answers_every_kind_over_tls) {
  ServerOptions options;
  options.tls = test::tls_server();
  with_server(options, [](Server& server, std::uint16_t port) -> Task<> {
    co_await exchange_all_kinds(server, "https://127.0.0.1:" + std::to_string(port), test::tls_options());
    co_await exchange_all_kinds(server, "https://localhost:" + std::to_string(port), test::tls_options());
  });
}

TEST(Server, errors_are_answers) {
  with_server({}, [](Server&, std::uint16_t port) -> Task<> {
    Client client(plain_url(port), {});
    auto whole = co_await exchange(client, get("/error"));
    EXPECT_EQ(whole.status, 409);
    EXPECT_EQ(whole.body, "no two at once\n");
    EXPECT_EQ((co_await exchange(client, get("/inject"))).headers.get("Set-Cookie"), "");
    bool broken = false;
    try {
      co_await exchange(client, get("/broken-stream"));
    } catch (const Error&) {
      broken = true;
    }
    EXPECT_TRUE(broken) << "a body that failed must not look whole";
  });
}

TEST(Server, knows_client_certificates) {
  ServerOptions options;
  options.tls = test::tls_server(ClientCertificates::optional);
  with_server(options, [](Server&, std::uint16_t port) -> Task<> {
    const auto url = "https://127.0.0.1:" + std::to_string(port);
    Client known(url, test::tls_options(true));
    EXPECT_EQ((co_await exchange(known, get("/who"))).body, "alice||2|-1");
    Client anonymous(url, test::tls_options(false));
    EXPECT_EQ((co_await exchange(anonymous, get("/who"))).body, "||0|-1");
    auto foreign_options = test::tls_options();
    foreign_options.tls.certificate = std::make_shared<CertificateSource>(
        Authority::make("test-ca").issue({.common_name = "alice", .for_clients = true}));
    Client foreign(url, foreign_options);
    const auto body = (co_await exchange(foreign, get("/who"))).body;
    EXPECT_TRUE(body.starts_with("|") && !body.starts_with("||")) << body;
  });
}

Task<std::string> failure_of(std::string url, ClientOptions options) {
  Client client(url, options);
  try {
    co_await exchange(client, get("/who"));
  } catch (const Error& error) {
    co_return error.message();
  }
  co_return "no failure";
}

TEST(Server, required_certificates_are_required_and_servers_are_verified) {
  ServerOptions options;
  options.tls = test::tls_server(ClientCertificates::required);
  with_server(options, [](Server&, std::uint16_t port) -> Task<> {
    const auto url = "https://127.0.0.1:" + std::to_string(port);
    EXPECT_EQ(co_await failure_of(url, test::tls_options(true)), "no failure");
    EXPECT_NE(co_await failure_of(url, test::tls_options(false)), "no failure");
    auto wrong_name = test::tls_options(true);
    wrong_name.server_name = "other.example";
    EXPECT_NE((co_await failure_of(url, wrong_name)).find("mismatch"), std::string::npos);
    auto distrustful = test::tls_options(true);
    distrustful.tls.authorities_pem = Authority::make("other").certificate_pem();
    EXPECT_NE((co_await failure_of(url, distrustful)).find("certificate"), std::string::npos);
    auto server_as_client = test::tls_options();
    server_as_client.tls.certificate = std::make_shared<CertificateSource>(test::keys().server);
    EXPECT_NE(co_await failure_of(url, server_as_client), "no failure") << "one certificate, one use";
  });
}

TEST(Server, refuses_what_is_malformed_or_too_long_and_closes) {
  ServerOptions options;
  options.head_limit = 4096;
  options.body_limit = 1000;
  with_server(options, [](Server&, std::uint16_t port) -> Task<> {
    const std::pair<std::string, std::string> cases[] = {
        {"nonsense\r\n\r\n", " 400 "},
        {"GET / HTTP/1.1\r\n\r\n", " 400 "},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", " 400 "},
        {"GET / HTTP/1.1\r\nHost: a\r\nBad Name: b\r\n\r\n", " 400 "},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(5000, 'x') + "\r\n\r\n", " 431 "},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n", " 413 "},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", " 400 "},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", " 400 "},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", " 501 "},
        {"POST / HTTP/1.1\r\nHost: a\r\nExpect: magic\r\nContent-Length: 1\r\n\r\n", " 417 "},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", " 400 "},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7ff\r\n" + std::string(2047, 'x'), " 413 "},
    };
    for (const auto& [bytes, status] : cases) {
      const auto got = co_await raw(port, bytes);
      EXPECT_EQ(got.substr(8, 5), status) << bytes.substr(0, 60) << "\n" << got;
    }
  });
}

TEST(Server, answers_pipelined_requests_in_order) {
  with_server({}, [](Server&, std::uint16_t port) -> Task<> {
    std::string bytes;
    for (int i = 0; i < 50; ++i)
      bytes += "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n" + std::to_string(10 + i);
    bytes += "GET /stream HTTP/1.1\r\nHost: a\r\n\r\nGET /none HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    const auto got = co_await raw(port, bytes);
    EXPECT_EQ(count_of(got, "HTTP/1.1 200 OK"), 51);
    EXPECT_EQ(count_of(got, "HTTP/1.1 204"), 1);
    EXPECT_LT(got.find("POST:10"), got.find("POST:59"));
  });
}

TEST(Server, slow_heads_and_idle_connections_are_closed) {
  ServerOptions options;
  options.head_timeout = options.idle_timeout = 60ms;
  with_server(options, [](Server&, std::uint16_t port) -> Task<> {
    EXPECT_EQ(co_await raw(port, ""), "");
    EXPECT_EQ(co_await raw(port, "GET / HTT"), "");
  });
}

TEST(Server, compresses_long_answers_for_those_who_ask) {
  with_server({}, [](Server&, std::uint16_t port) -> Task<> {
    Client client(plain_url(port), {});
    auto request = get("/big");
    request.headers.add("Accept-Encoding", "deflate, gzip");
    const auto whole = co_await exchange(client, request);
    EXPECT_EQ(whole.headers.get("Content-Encoding"), "gzip");
    EXPECT_EQ(gunzip(whole.body, 4'000'000), std::string(3'000'000, 'b'));
    request.target = "/shared";
    EXPECT_FALSE((co_await exchange(client, request)).headers.has("Content-Encoding"));
  });
}

TEST(Server, hands_the_connection_over_after_101) {
  with_server({}, [](Server&, std::uint16_t port) -> Task<> {
    Client client(plain_url(port), {});
    auto request = get("/upgrade");
    request.headers = {{"Connection", "Upgrade"}, {"Upgrade", "echo"}};
    auto got = co_await client.send(request);
    EXPECT_EQ(got.status, 101);
    if (!got.stream) co_return;
    co_await got.stream->write("ping");
    std::vector<char> buffer(16);
    EXPECT_EQ(co_await got.stream->read_some(buffer), 4U);
    co_await got.stream->finish();
    EXPECT_EQ(co_await got.stream->read_some(buffer), 0U);
  });
}

}  // namespace
}  // namespace coracle::net

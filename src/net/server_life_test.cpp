// How a server lives with others: several loops, curl, rotation of certificates, stopping.
#include <gtest/gtest.h>

#include <cstdio>
#include <thread>

#include "base/worker.h"
#include "net/encoding.h"
#include "net/server_fixture.h"

namespace coracle::net {
namespace {
using namespace std::chrono_literals;
using test::FunctionHandler;

Task<> until_cancelled(BodyWriter& writer) {
  co_await writer.write(std::make_shared<const std::string>("first\n"));
  co_await sleep_for(1h);
}
std::atomic<int> slow_ones = 0;
Task<Response> answer_life(Request request) {
  Response response;
  response.body = request.method + " " + std::to_string(request.body.size());
  if (request.target == "/watch") response.body = Streamed(until_cancelled);
  if (request.target == "/slow") {
    ++slow_ones;
    co_await sleep_for(50ms);
    response.body = "done";
  }
  if (request.upload) {
    std::size_t total = 0;
    while (true) {
      const auto piece = co_await request.upload->next();
      if (piece.empty()) break;
      total += piece.size();
    }
    response.body = "uploaded " + std::to_string(total);
  }
  co_return response;
}

std::string output_of(const std::string& command) {
  std::string text;
  std::array<char, 4096> piece{};
  auto* pipe = popen((command + " 2>&1").c_str(), "r");
  while (const auto count = std::fread(piece.data(), 1, piece.size(), pipe)) text.append(piece.data(), count);
  pclose(pipe);
  return text;
}

struct Running {
  FunctionHandler handler;
  Server server;
  std::uint16_t port = 0;
  Running(Loop& loop, ServerOptions options, bool uploads = false)
      : handler(answer_life, uploads), server(loop, handler, std::move(options), test::quiet_log()) {
    auto listener = Listener::tcp("127.0.0.1", 0);
    port = listener.port();
    server.listen(std::move(listener));
  }
  std::string url(bool tls, std::string_view target) const {
    return (tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port) + std::string(target);
  }
};

Task<> crowd(Loop& loop, bool tls) {
  ServerOptions options;
  options.connection_limit = 2;
  if (tls) options.tls = test::tls_server();
  Running running(loop, options);
  Client client(running.url(tls, ""), tls ? test::tls_options() : ClientOptions{});
  std::vector<Answer> watches;
  for (int i = 0; i < 2; ++i) {
    Request watch;
    watch.target = "/watch";
    watches.push_back(co_await client.send(std::move(watch)));
  }
  for (int i = 0; i < 3; ++i) {
    const auto refused = co_await exchange(client, {});
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.headers.get("Retry-After"), "1");
    EXPECT_NE(refused.body.find("as many connections as it takes"), std::string::npos) << refused.body;
  }
  co_await running.server.stop(0s);
}

TEST(Server, curl_finds_it_ordinary) {
  run_task([](Loop& loop) -> Task<> {
    ServerOptions options;
    options.tls = test::tls_server();
    options.head_timeout = 5s;
    Running running(loop, options);
    Worker worker("curl");
    const auto url = running.url(true, "/");
    const std::string big = "head -c 2000000 /dev/zero | curl -sk --max-time 10 --data-binary @- ";
    const std::pair<std::string, std::string> cases[] = {
        {"curl -sk --max-time 10 " + url + " " + url, "GET 0GET 0"},
        {"curl -sk --max-time 10 -o /dev/null -o /dev/null -w '%{num_connects}' " + url + " " + url, "10"},
        {"curl -sk --max-time 10 -d hello " + url, "POST 5"},
        {big + url, "POST 2000000"},
        {big + "-H 'Transfer-Encoding: chunked' " + url, "POST 2000000"},
        {big + "-H 'Expect: 100-continue' --expect100-timeout 9 " + url, "POST 2000000"},
        {"curl -sk --max-time 10 -I " + url + " | head -1 | tr -d '\\r\\n'", "HTTP/1.1 200 OK"},
        {"curl -sk --max-time 10 --http1.0 --no-alpn " + url, "GET 0"},
        {"curl -sk --max-time 10 --tls-max 1.2 " + url, "GET 0"},
        {"curl -sk --max-time 10 --tls-max 1.1 -w %{http_code} " + url, "000"},
        {"curl -sk --max-time 2 " + url + "watch", "first\n"},
        {"head -c 4000000 /dev/zero | curl -sk --max-time 10 -o /dev/null -w '%{http_code}' --data-binary @- " + url,
         "413"},
    };
    for (const auto& [command, expected] : cases)
      EXPECT_EQ(co_await worker.run([command] { return output_of(command); }), expected) << command;
    co_await running.server.stop(100ms);
  });
}

TEST(Server, tells_one_connection_too_many_that_it_is_one) {
  for (const bool tls : {false, true}) run_task([tls](Loop& loop) { return crowd(loop, tls); });
}

class Zeros final : public BodyReader {
 public:
  Task<std::string> next() override {
    if (left_-- == 0) co_return std::string();
    co_return std::string(100'000, '\0');
  }

 private:
  int left_ = 100;
};

TEST(Server, takes_bodies_longer_than_its_limit_as_they_come) {
  run_task([](Loop& loop) -> Task<> {
    ServerOptions options;
    options.tls = test::tls_server();
    options.body_limit = 1000;
    Running running(loop, options, true);
    Client client(running.url(true, ""), test::tls_options());
    for (int i = 0; i < 2; ++i) {
      Request request;
      request.method = "PUT";
      request.upload = std::make_shared<Zeros>();
      const auto whole = co_await exchange(client, request);
      EXPECT_EQ(whole.body, "uploaded 10000000");
    }
    EXPECT_EQ(running.server.connections(), 1U);
    co_await running.server.stop(100ms);
  });
}

TEST(Server, shows_a_new_certificate_without_a_restart) {
  run_task([](Loop& loop) -> Task<> {
    const auto first = Authority::make("first");
    const auto second = Authority::make("second");
    const CertificateRequest request{.common_name = "s", .addresses = {"127.0.0.1"}, .for_servers = true};
    const auto source = std::make_shared<CertificateSource>(first.issue(request));
    ServerOptions options;
    options.tls = std::make_shared<TlsServer>(source);
    Running running(loop, options);
    ClientOptions trusting_second;
    trusting_second.tls.authorities_pem = second.certificate_pem();
    Client client(running.url(true, ""), trusting_second);
    bool refused = false;
    try {
      co_await exchange(client, {});
    } catch (const Error&) {
      refused = true;
    }
    EXPECT_TRUE(refused);
    source->replace(second.issue(request));
    EXPECT_EQ((co_await exchange(client, {})).status, 200);
    co_await running.server.stop(100ms);
  });
}

Task<> ask_slowly(Client& client, std::string* got) {
  Request request;
  request.target = "/slow";
  *got = (co_await exchange(client, request)).body;
}

TEST(Server, finishes_what_is_in_flight_before_it_stops) {
  run_task([](Loop& loop) -> Task<> {
    Running running(loop, {});
    Client client(running.url(false, ""), {});
    Client watcher(running.url(false, ""), {});
    Request watch;
    watch.target = "/watch";
    auto watching = co_await watcher.send(watch);
    EXPECT_EQ(co_await watching.body->next(), "first\n");
    slow_ones = 0;
    std::string got;
    Scope scope(loop);
    scope.spawn(ask_slowly(client, &got), "ask");
    while (slow_ones == 0) co_await sleep_for(1ms);
    const auto start = std::chrono::steady_clock::now();
    co_await running.server.stop(10s);
    EXPECT_LT(std::chrono::steady_clock::now() - start, 5s) << "watches are not waited for";
    co_await scope.join();
    EXPECT_EQ(got, "done");
    EXPECT_EQ(running.server.connections(), 0U);
  });
}

TEST(Server, notices_a_client_that_leaves_a_quiet_watch) {
  run_task([](Loop& loop) -> Task<> {
    Running running(loop, {});
    {
      Client client(running.url(false, ""), {});
      Request watch;
      watch.target = "/watch";
      auto answer = co_await client.send(watch);
      EXPECT_EQ(co_await answer.body->next(), "first\n");
      EXPECT_EQ(running.server.connections(), 1U);
    }
    for (int i = 0; i < 2000 && running.server.connections() > 0; ++i) co_await sleep_for(1ms);
    EXPECT_EQ(running.server.connections(), 0U);
    co_await running.server.stop(100ms);
  });
}

TEST(Client, replaces_a_kept_connection_that_was_closed_meanwhile) {
  run_task([](Loop& loop) -> Task<> {
    ServerOptions options;
    options.idle_timeout = 40ms;
    Running running(loop, options);
    Client client(running.url(false, ""), {});
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ((co_await exchange(client, {})).body, "GET 0");
      for (int k = 0; k < 2000 && running.server.connections() > 0; ++k) co_await sleep_for(1ms);
    }
    co_await running.server.stop(100ms);
  });
}

TEST(Client, reads_urls_as_they_are_written) {
  const auto url = parse_url("HTTPS://[::1]:8443/prefix/?x=1#f").take();
  EXPECT_TRUE(url.tls);
  EXPECT_EQ(url.host, "::1");
  EXPECT_EQ(url.port, 8443);
  EXPECT_EQ(url.path, "/prefix");
  EXPECT_EQ(url.query, "x=1");
  EXPECT_EQ(url.authority(), "[::1]:8443");
  EXPECT_EQ(parse_url("http://host").take().authority(), "host");
  EXPECT_EQ(parse_url("ws://host:81/").take().port, 81);
  for (const auto* text : {"", "host", "ftp://host", "http://", "http://:80", "http://h:0", "http://h:70000",
                           "http://h:8x", "http://u@h", "http://[::1", "http://[::1]x", "http://h/a b"})
    EXPECT_FALSE(parse_url(text)) << text;
}

/// One thread of a server of several loops.
struct LoopThread {
  Loop loop;
  FunctionHandler handler{answer_life};
  std::unique_ptr<Server> server;
  std::thread thread;
};

TEST(Server, several_loops_share_a_port) {
  std::vector<std::unique_ptr<LoopThread>> threads;
  std::vector<Server*> others;
  ServerOptions options;
  options.tls = test::tls_server(ClientCertificates::optional);
  for (int i = 0; i < 4; ++i) {
    auto each = std::make_unique<LoopThread>();
    each->server = std::make_unique<Server>(each->loop, each->handler, options, test::quiet_log());
    if (i > 0) others.push_back(each->server.get());
    threads.push_back(std::move(each));
  }
  auto listener = Listener::tcp("127.0.0.1", 0);
  const auto port = listener.port();
  threads[0]->server->listen(std::move(listener), others);
  for (auto& each : threads) each->thread = std::thread([&each] { each->loop.run(); });
  run_task([&](Loop& loop) -> Task<> {
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 16; ++i)
      clients.push_back(
          std::make_unique<Client>("https://127.0.0.1:" + std::to_string(port), test::tls_options(i % 2 == 0)));
    Scope scope(loop);
    std::vector<std::string> got(clients.size());
    for (std::size_t i = 0; i < clients.size(); ++i) scope.spawn(ask_slowly(*clients[i], &got[i]), "ask");
    co_await scope.join();
    for (const auto& each : got) EXPECT_EQ(each, "done");
  });
  // In the order in which connections come: the one that accepts first.
  for (auto& each : threads) {
    std::atomic<bool> stopped = false;
    auto scope = std::make_shared<Scope>(each->loop);
    each->loop.post([&] {
      scope->spawn([](Server& server, std::atomic<bool>& flag) -> Task<> {
        co_await server.stop(100ms);
        flag = true;
      }(*each->server, stopped));
    });
    while (!stopped) std::this_thread::yield();
    each->loop.post([&] {
      scope.reset();
      each->loop.stop();
    });
    each->thread.join();
  }
}

}  // namespace
}  // namespace coracle::net

// Watchers in great number, and watchers that do not read: the server lives, the others notice nothing.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>

#include "apiserver/testing/cluster.h"
#include "net/client.h"
#include "net/server.h"

namespace coracle::apiserver::testing {
namespace {
using namespace std::chrono_literals;

constexpr int many = 2000;
const std::string maps = "/api/v1/namespaces/default/configmaps";

/// The server on a port, without TLS, and its client, on one loop.
struct Port {
  Cluster cluster;
  net::Server server;
  std::unique_ptr<net::Client> client;

  explicit Port(Loop& loop, net::ServerOptions options = {})
      : cluster(loop), server(loop, cluster.handler(), std::move(options), Log("test", LogLevel::error)) {
    auto listener = net::Listener::tcp("127.0.0.1", 0);
    client = std::make_unique<net::Client>("http://" + listener.address(), net::ClientOptions{});
    server.listen(std::move(listener));
  }
  Task<net::Answer> watch() {
    net::Request request;
    request.target = maps + "?watch=1&resourceVersion=0";
    co_return co_await client->send(std::move(request));
  }
  Task<> make(std::string name, std::size_t size) {
    const auto reply = co_await cluster.request(
        "POST", maps, R"({"metadata":{"name":")" + name + R"("},"data":{"a":")" + std::string(size, 'a') + R"("}})");
    EXPECT_EQ(reply.status, 201) << reply.text;
  }
};

void with_port(Task<> (*test)(Port&), net::ServerOptions options = {}) {
  auto run = [](Loop& loop, Task<> (*inner)(Port&), net::ServerOptions chosen) -> Task<> {
    Port port(loop, std::move(chosen));
    co_await port.cluster.begin();
    std::exception_ptr failure;
    try {
      co_await within(50s, inner(port), "the test");
    } catch (...) {
      failure = std::current_exception();
    }
    co_await port.server.stop(0s);
    if (failure) std::rethrow_exception(failure);
  };
  run_task([&](Loop& loop) { return run(loop, test, options); });
}

/// Reads until the text appears or the answer ends; what was read last.
Task<std::string> read_until(net::BodyReader& body, std::string text) {
  std::string last;
  while (true) {
    auto piece = co_await within(20s, body.next(), "an event");
    if (piece.empty()) co_return last;
    // The beginning of an event may be in the piece before.
    last = last.substr(last.size() - std::min<std::size_t>(last.size(), 4096)) + piece;
    if (last.find(text) != std::string::npos) co_return last;
  }
}

bool descriptors_for(rlim_t wanted) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur >= wanted) return true;
  limit.rlim_cur = std::min(limit.rlim_max, wanted);
  return ::setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur == wanted;
}

Task<> two_thousand(Port& port) {
  std::vector<net::Answer> watches;
  for (int i = 0; i < many; ++i) {
    watches.push_back(co_await port.watch());
    EXPECT_EQ(watches.back().status, 200);
  }
  const auto started = std::chrono::steady_clock::now();
  co_await port.make("one", 1000);
  for (auto& watch : watches) {
    const auto told = co_await read_until(*watch.body, "\"one\"");
    EXPECT_NE(told.find("\"type\":\"ADDED\""), std::string::npos);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - started, 20s);
  net::Request request;
  request.target = maps + "/one";
  const auto answer = co_await net::exchange(*port.client, std::move(request));
  EXPECT_EQ(answer.status, 200);
  EXPECT_GE(port.server.connections(), static_cast<std::size_t>(many));
  watches.clear();
  // The server learns of it when it next writes to them.
  co_await port.make("two", 1000);
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (port.server.connections() > 2 && std::chrono::steady_clock::now() < end) co_await sleep_for(10ms);
  EXPECT_LE(port.server.connections(), 2U);
}

TEST(HostileClients, two_thousand_watchers_are_all_told) {
  if (!descriptors_for(2 * many + 500)) GTEST_SKIP() << "too few file descriptors";
  with_port(two_thousand);
}

// 60 MB of changes: more than what may wait for one watcher and what the kernel holds for a connection.
Task<> sleeper(Port& port) {
  const auto slow = co_await port.watch();
  const auto quick = co_await port.watch();
  for (int i = 0; i < 120; ++i) {
    co_await port.make("m" + std::to_string(i), 500'000);
    const auto told = co_await read_until(*quick.body, "\"m" + std::to_string(i) + "\"");
    EXPECT_NE(told.find("\"ADDED\""), std::string::npos) << i;
  }
  const auto last = co_await read_until(*slow.body, "\"type\":\"ERROR\"");
  EXPECT_NE(last.find("\"type\":\"ERROR\""), std::string::npos);
  EXPECT_NE(last.find("\"code\":410"), std::string::npos) << last.substr(last.size() - 500);
  EXPECT_NE(last.find("\"reason\":\"Expired\""), std::string::npos);
  const auto more = co_await slow.body->next();
  EXPECT_EQ(more, "") << "the watch goes on after its error";
  // It was the watch that ended, not what others have.
  co_await port.make("after", 10);
  EXPECT_NE((co_await read_until(*quick.body, "\"after\"")).find("\"after\""), std::string::npos);
}

TEST(HostileClients, a_watcher_that_slept_is_told_that_it_is_too_late_and_others_are_not_held_up) {
  with_port(sleeper);
}

Task<> never_reads(Port& port) {
  const auto quick = co_await port.watch();
  std::vector<net::Answer> deaf;
  for (int i = 0; i < 20; ++i) deaf.push_back(co_await port.watch());
  for (int i = 0; i < 40; ++i) {
    co_await port.make("m" + std::to_string(i), 500'000);
    co_await read_until(*quick.body, "\"m" + std::to_string(i) + "\"");
  }
  const auto end = std::chrono::steady_clock::now() + 15s;
  while (port.server.connections() > 2 && std::chrono::steady_clock::now() < end) co_await sleep_for(20ms);
  EXPECT_LE(port.server.connections(), 2U) << "connections that nobody reads are kept";
  co_await port.make("after", 10);
  EXPECT_NE((co_await read_until(*quick.body, "\"after\"")).find("\"after\""), std::string::npos);
}

TEST(HostileClients, connections_that_nobody_reads_are_closed_in_time) {
  net::ServerOptions options;
  options.write_timeout = 1s;
  with_port(never_reads, options);
}

}  // namespace
}  // namespace coracle::apiserver::testing

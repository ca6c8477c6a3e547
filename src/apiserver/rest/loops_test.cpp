// Several loops over one store, as the server runs; ThreadSanitizer looks on.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <thread>

#include "apiserver/testing/cluster.h"

namespace coracle::apiserver {
namespace {

constexpr int loops = 4, clients = 8, rounds = 10;
const std::string counter_path = "/api/v1/namespaces/default/configmaps/counter";

struct SharedServer {
  Store store{{}};
  Registry registry{store};
  testing::OpenDoor door;
  SystemClock clock;
  ServerParts parts{store, registry, door, door, door, clock, nullptr, {}};
  std::vector<HealthCheck> checks;
};

Task<testing::Reply> send(net::Handler& handler, std::string method, std::string target, std::string body,
                          std::string type = "application/json") {
  net::Request request;
  request.method = std::move(method);
  request.target = std::move(target);
  request.body = std::move(body);
  request.headers = {{"Content-Type", std::move(type)}};
  auto response = co_await handler.handle(std::move(request));
  testing::Reply reply{response.status, std::move(response.headers), {}};
  if (auto* text = std::get_if<net::Text>(&response.body)) reply.text = std::move(*text);
  co_return reply;
}

// Reads, adds one, writes back what it read with its version, until nobody was quicker.
Task<> add_one(net::Handler& handler) {
  while (true) {
    auto value = (co_await send(handler, "GET", counter_path, "")).value();
    auto& number = value.as_object()["data"].as_object()["n"];
    number = std::to_string(std::stoi(std::string(number.as_string())) + 1);
    const auto reply = co_await send(handler, "PUT", counter_path, json::serialize(value));
    if (reply.status == 200) co_return;
    EXPECT_EQ(reply.status, 409) << reply.text;
  }
}

Task<> client(net::Handler& handler, std::string name) {
  for (int round = 0; round < rounds; ++round) {
    co_await add_one(handler);
    // A patch names no version, so it is made again by the server and never fails.
    auto patch = fmt::format(R"({{"data":{{"{}":"{}"}}}})", name, round);
    const auto patched =
        co_await send(handler, "PATCH", counter_path, std::move(patch), "application/merge-patch+json");
    EXPECT_EQ(patched.status, 200) << patched.text;
    const auto made = co_await send(handler, "POST", "/api/v1/namespaces/default/secrets",
                                    fmt::format(R"({{"metadata":{{"name":"{}-{}"}}}})", name, round));
    EXPECT_EQ(made.status, 201) << made.text;
    const auto listed = co_await send(handler, "GET", "/api/v1/secrets?limit=3", "");
    EXPECT_EQ(listed.status, 200) << listed.text;
  }
}

// Follows the counter until it has seen everyone's last write.
Task<> follow(Endpoint& endpoint, Loop& loop) {
  net::Request request;
  request.target = "/api/v1/configmaps?watch=1";
  auto response = co_await endpoint.handle(std::move(request));
  testing::WatchLines lines(loop.executor(), std::move(std::get<net::Streamed>(response.body)));
  std::uint64_t last = 0;
  for (std::string count; count != std::to_string(loops * clients * rounds);) {
    const auto event = co_await lines.next();
    if (event.is_null()) {
      ADD_FAILURE() << "the watch ended at " << count;
      break;
    }
    const auto version = std::stoull(std::string(json::text(event, {"object", "metadata", "resourceVersion"})));
    EXPECT_GT(version, last);
    last = version;
    count = json::text(event, {"object", "data", "n"});
  }
  co_await lines.stop();
}

TEST(Loops, count_exactly_and_watch_in_order_while_all_write_at_once) {
  SharedServer server;
  server.registry.replace({}, testing::plain_resources());
  run_task([&](Loop& loop) -> Task<> {
    Endpoint endpoint(server.parts, server.checks, loop.executor());
    co_await send(endpoint, "POST", "/api/v1/namespaces", R"({"metadata":{"name":"default"}})");
    co_await send(endpoint, "POST", "/api/v1/namespaces/default/configmaps",
                  R"({"metadata":{"name":"counter"},"data":{"n":"0"}})");
  });
  std::vector<std::thread> threads;
  for (int number = 0; number < loops; ++number)
    threads.emplace_back([&server, number] {
      run_task([&server, number](Loop& loop) -> Task<> {
        Endpoint endpoint(server.parts, server.checks, loop.executor());
        Scope scope(loop);
        scope.spawn(follow(endpoint, loop));
        for (int i = 0; i < clients; ++i) scope.spawn(client(endpoint, fmt::format("c{}-{}", number, i)));
        co_await scope.join();
      });
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(server.store.collection("secrets").snapshot()->size(), std::size_t{loops * clients * rounds});
}

}  // namespace
}  // namespace coracle::apiserver

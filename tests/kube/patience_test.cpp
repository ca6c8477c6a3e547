// What a client does when an API server refuses for now, forgets, or was restarted.
#include "kube/patience.h"

#include <gtest/gtest.h>

#include "kube/informer.h"
#include "kube/transport.h"
#include "scripted.h"
#include "world.h"

namespace coracle::testing {
namespace {
using namespace std::chrono_literals;

kube::Connection to_port(std::uint16_t port) {
  kube::Connection connection;
  connection.server = "http://127.0.0.1:" + std::to_string(port);
  return connection;
}

struct Told {
  Scripted script;
  ScriptedPort port;
  std::unique_ptr<net::RoundTrip> transport;
  kube::Client client;
  explicit Told(Loop& loop)
      : port(loop, script), transport(kube::make_transport(to_port(port.port), "test")), client(*transport) {}
};

void with_script(Task<> (*test)(Loop&, Told&)) {
  auto run = [](Loop& loop, Task<> (*inner)(Loop&, Told&)) -> Task<> {
    Told told(loop);
    std::exception_ptr failure;
    try {
      co_await inner(loop, told);
    } catch (...) {
      failure = std::current_exception();
    }
    co_await told.port.server.stop();
    if (failure) std::rethrow_exception(failure);
  };
  run_task([&](Loop& loop) { return run(loop, test); });
}

Task<Reason> reason_of(kube::Client& client, std::string method) {
  try {
    co_await client.call(std::move(method), "/api");
  } catch (const Error& error) {
    co_return error.reason();
  }
  co_return Reason::unknown;
}

TEST(Patience, what_a_busy_server_refuses_is_sent_again_with_its_body) {
  with_script([](Loop&, Told& told) -> Task<> {
    told.script.answers.push_back(Scripted::refusal(429, "TooManyRequests", "too many requests", "1"));
    told.script.answers.push_back(Scripted::refusal(503, "ServiceUnavailable", "starting", "0"));
    const auto started = std::chrono::steady_clock::now();
    co_await told.client.create(config_map_kind, "default", World::config_map("one"));
    EXPECT_GE(std::chrono::steady_clock::now() - started, 1s);
    EXPECT_EQ(told.script.seen.size(), 3U);
    if (told.script.seen.size() != 3) co_return;
    EXPECT_EQ(told.script.seen[2].method, "POST");
    EXPECT_FALSE(told.script.seen[0].body.empty());
    EXPECT_EQ(told.script.seen[2].body, told.script.seen[0].body);
  });
}

TEST(Patience, ends_after_ten_tries_with_the_servers_words) {
  with_script([](Loop&, Told& told) -> Task<> {
    told.script.rest = [](const net::Request&) { return Scripted::refusal(429, "TooManyRequests", "enough", "0"); };
    const auto reason = co_await reason_of(told.client, "GET");
    EXPECT_EQ(reason, Reason::too_many_requests);
    EXPECT_EQ(told.script.seen.size(), 10U);
  });
}

struct Refused {
  int status;
  std::string reason, retry_after;
  std::size_t sent;
};
TEST(Patience, sends_again_only_what_the_server_says_when_to) {
  with_script([](Loop&, Told& told) -> Task<> {
    const std::vector<Refused> cases{{429, "TooManyRequests", "", 1},   {429, "TooManyRequests", "soon", 1},
                                     {429, "TooManyRequests", "61", 1}, {409, "Conflict", "0", 1},
                                     {500, "InternalError", "", 1},     {500, "InternalError", "0", 2},
                                     {504, "Timeout", "0", 2}};
    for (const auto& one : cases) {
      told.script.seen.clear();
      told.script.answers.push_back(Scripted::refusal(one.status, one.reason, "no", one.retry_after));
      const auto reason = co_await reason_of(told.client, "PATCH");
      EXPECT_EQ(told.script.seen.size(), one.sent) << one.status << " " << one.retry_after;
      EXPECT_EQ(reason != Reason::unknown, one.sent == 1) << one.status << " " << one.retry_after;
    }
  });
}

// POST is not repeated when a connection breaks: that its kept connection is dead must be seen before it is used.
TEST(Patience, a_kept_connection_does_not_outlive_a_restart_of_the_server) {
  run_task([](Loop& loop) -> Task<> {
    Scripted script;
    auto first = std::make_unique<ScriptedPort>(loop, script);
    const auto port = first->port;
    const auto transport = kube::make_transport(to_port(port), "test");
    kube::Client client(*transport);
    for (int life = 0; life < 3; ++life) {
      co_await client.create(config_map_kind, "default", World::config_map("one"));
      co_await first->server.stop();
      first.reset();
      first = std::make_unique<ScriptedPort>(loop, script, net::ServerOptions{}, port);
    }
    co_await client.create(config_map_kind, "default", World::config_map("one"));
    EXPECT_EQ(script.seen.size(), 4U);
    co_await first->server.stop();
  });
}

TEST(Patience, a_list_that_is_forgotten_between_two_pages_is_asked_for_at_once) {
  with_script([](Loop&, Told& told) -> Task<> {
    told.script.answers.push_back(
        Scripted::answer(200, R"({"metadata":{"resourceVersion":"7","continue":"next"},"items":[{"a":1}]})"));
    told.script.answers.push_back(Scripted::refusal(410, "Expired", "too old"));
    told.script.answers.push_back(
        Scripted::answer(200, R"({"metadata":{"resourceVersion":"9"},"items":[{"a":1},{"a":2}]})"));
    const auto list = co_await told.client.list(config_map_kind, {}, "0");
    EXPECT_EQ(list.items.size(), 2U);
    EXPECT_EQ(list.resource_version, "9");
    std::vector<std::string> targets;
    for (const auto& request : told.script.seen) targets.push_back(request.target);
    EXPECT_EQ(targets, (std::vector<std::string>{"/api/v1/configmaps?resourceVersion=0&limit=500",
                                                 "/api/v1/configmaps?limit=500&continue=next",
                                                 "/api/v1/configmaps?resourceVersion=0"}));
  });
}

/// Lists of nothing at version 5; every watch is refused.
net::Response forgetful(const net::Request& request) {
  if (request.target.find("watch=1") != std::string::npos)
    return Scripted::refusal(410, "Expired", "too old resource version");
  return Scripted::answer(200, R"({"metadata":{"resourceVersion":"5"},"items":[]})");
}

TEST(Patience, an_informer_pauses_longer_and_longer_while_its_place_is_forgotten) {
  with_script([](Loop& loop, Told& told) -> Task<> {
    told.script.rest = forgetful;
    kube::Informer informer(loop.executor(), told.client, config_map_kind, {}, {}, Log("test", LogLevel::error));
    Scope scope(loop);
    scope.spawn(informer.run());
    co_await sleep_for(2s);
    co_await scope.cancel_and_join();
    // Pauses of 0.25 to 0.5, 0.5 to 1, 1 to 2 s: three or four rounds of a list and a watch.
    EXPECT_GE(told.script.seen.size(), 4U);
    EXPECT_LE(told.script.seen.size(), 8U);
    if (told.script.seen.size() < 4) co_return;
    EXPECT_EQ(told.script.seen[0].target, "/api/v1/configmaps?resourceVersion=0&limit=500");
    EXPECT_EQ(told.script.seen[2].target, "/api/v1/configmaps?limit=500") << "from a cache that is as old";
    const auto watch = net::parse_target(told.script.seen[1].target);
    EXPECT_TRUE(watch);
    if (!watch) co_return;
    EXPECT_EQ(watch->parameter("allowWatchBookmarks"), "true");
    EXPECT_EQ(watch->parameter("resourceVersion"), "5");
    const auto length = std::stoi(std::string(watch->parameter("timeoutSeconds")));
    EXPECT_GE(length, 300);
    EXPECT_LE(length, 600);
  });
}

TEST(Patience, an_informer_pauses_when_watches_end_at_once_or_lists_fail) {
  with_script([](Loop& loop, Told& told) -> Task<> {
    for (const bool lists_work : {true, false}) {
      told.script.seen.clear();
      told.script.rest = [lists_work](const net::Request& request) {
        if (request.target.find("watch=1") != std::string::npos) return Scripted::answer(200, "");
        if (!lists_work) return Scripted::refusal(500, "InternalError", "no");
        return Scripted::answer(200, R"({"metadata":{"resourceVersion":"5"},"items":[]})");
      };
      kube::Informer informer(loop.executor(), told.client, config_map_kind, {}, {}, Log("test", LogLevel::error));
      Scope scope(loop);
      scope.spawn(informer.run());
      co_await sleep_for(2s);
      co_await scope.cancel_and_join();
      EXPECT_GE(told.script.seen.size(), 3U);
      EXPECT_LE(told.script.seen.size(), 5U);
    }
  });
}

TEST(BackOff, doubles_up_to_half_a_minute_and_is_never_nothing) {
  kube::BackOff back_off;
  Duration least = 250ms;
  for (int i = 0; i < 20; ++i) {
    const auto pause = back_off.next();
    EXPECT_GE(pause, least);
    EXPECT_LE(pause, 2 * least);
    least = std::min<Duration>(30s, 2 * least);
  }
  back_off.reset();
  EXPECT_LE(back_off.next(), 500ms);
}

}  // namespace
}  // namespace coracle::testing

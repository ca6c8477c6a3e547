#include "apiserver/auth/tokens.h"

#include <gtest/gtest.h>

#include "apiserver/auth/authenticate.h"
#include "base/scope.h"
#include "net/certificates.h"
#include "net/encoding.h"

namespace coracle::apiserver {
namespace {
using namespace std::chrono_literals;

constexpr const char* test_issuer = "https://kubernetes.default.svc.cluster.local";
const TokenClaims robot{"team", "robot", "sa-uid", {}, 1h, {}, "", ""};

/// A store with a service account and a pod, and the time in our hands.
struct TokenWorld {
  ManualClock clock{*parse_time("2026-01-01T00:00:00Z")};
  Store store{Store::Options{}};
  Tokens tokens{net::make_private_key(), test_issuer, store, clock};

  Task<> put(std::string collection, std::string key, json::Value value) {
    Write write;
    write.collection = &store.collection(collection);
    write.key = key;
    write.draft = Draft::from(key, value);
    const auto done = co_await store.write(std::move(write));
    EXPECT_EQ(done.outcome, Written::Outcome::done);
  }
  Task<> fill() {
    co_await put("serviceaccounts", "team/robot", object("ServiceAccount", "robot", "sa-uid"));
    co_await put("pods", "team/web", object("Pod", "web", "pod-uid"));
  }
  static json::Value object(std::string_view kind, std::string_view name, std::string_view uid) {
    return json::Object{{"apiVersion", "v1"},
                        {"kind", kind},
                        {"metadata", json::Object{{"name", name}, {"namespace", "team"}, {"uid", uid}}}};
  }
};

TEST(Tokens, a_token_is_its_service_account_with_the_groups_and_extras_of_kubernetes) {
  run_task([](Loop&) -> Task<> {
    TokenWorld world;
    co_await world.fill();
    auto claims = robot;
    claims.bound = BoundObject{"Pod", "web", "pod-uid"};
    claims.node_name = "node1";
    const auto user = world.tokens.check(world.tokens.issue(claims).token);
    EXPECT_TRUE(user);
    if (!user) co_return;
    EXPECT_EQ(user->name, "system:serviceaccount:team:robot");
    EXPECT_EQ(user->uid, "sa-uid");
    EXPECT_EQ(user->groups, (std::vector<std::string>{"system:serviceaccounts", "system:serviceaccounts:team"}));
    const auto has = [&](std::string_view key, const std::string& value) {
      return std::any_of(user->extra.begin(), user->extra.end(), [&](const auto& extra) {
        return extra.first == key && extra.second == std::vector<std::string>{value};
      });
    };
    EXPECT_TRUE(has("authentication.kubernetes.io/pod-name", "web"));
    EXPECT_TRUE(has("authentication.kubernetes.io/node-name", "node1"));
  });
}

TEST(Tokens, a_token_dies_with_its_time_its_account_and_its_pod) {
  run_task([](Loop&) -> Task<> {
    TokenWorld world;
    co_await world.fill();
    const auto issued = world.tokens.issue(robot);
    EXPECT_TRUE(world.tokens.check(issued.token));
    world.clock.advance(1h + 2min);
    EXPECT_EQ(world.tokens.check(issued.token).error().message(), "the token has expired");

    auto other = robot;
    other.service_account_uid = "an-earlier-robot";
    EXPECT_NE(world.tokens.check(world.tokens.issue(other).token).error().message().find("no longer exists"),
              std::string::npos);
    auto bound = robot;
    bound.bound = BoundObject{"Pod", "web", "another-uid"};
    EXPECT_NE(world.tokens.check(world.tokens.issue(bound).token).error().message().find("pods team/web"),
              std::string::npos);
  });
}

TEST(Tokens, a_forged_token_is_refused) {
  run_task([](Loop&) -> Task<> {
    TokenWorld world;
    co_await world.fill();
    const auto good = world.tokens.issue(robot).token;
    const auto dot = good.rfind('.');
    const auto none = net::base64_url(R"({"alg":"none"})") + good.substr(good.find('.'), dot - good.find('.')) + ".";
    auto changed = good;
    changed[good.find('.') + 8] = changed[good.find('.') + 8] == 'A' ? 'B' : 'A';
    const Tokens stranger(net::make_private_key(), test_issuer, world.store, world.clock);
    for (const auto& text : {std::string(), std::string("x"), std::string("a.b.c"), none, changed, good.substr(0, dot),
                             good + "A", stranger.issue(robot).token})
      EXPECT_FALSE(world.tokens.check(text)) << text;
  });
}

TEST(Tokens, a_token_for_another_audience_does_not_open_the_api) {
  run_task([](Loop&) -> Task<> {
    TokenWorld world;
    co_await world.fill();
    auto claims = robot;
    claims.audiences = {"vault"};
    const auto token = world.tokens.issue(claims).token;
    EXPECT_FALSE(world.tokens.check(token));
    EXPECT_TRUE(world.tokens.check(token, {"vault"}));
  });
}

Task<net::User> authenticated(const Tokens& tokens, net::Headers headers, std::optional<net::User> user = {}) {
  const SystemClock clock;
  Authentication authentication(tokens, clock);
  net::Request request;
  request.headers = std::move(headers);
  request.user = std::move(user);
  const auto found = co_await authentication.authenticate(request);
  co_return found.value();
}

TEST(Authentication, who_shows_nothing_is_anonymous_and_may_only_ask_for_health) {
  run_task([](Loop&) -> Task<> {
    TokenWorld world;
    const auto user = co_await authenticated(world.tokens, {});
    EXPECT_EQ(user.name, "system:anonymous");
    Attributes health;
    health.verb = "get";
    health.path = "/healthz";
    EXPECT_TRUE(decide(user, health).allowed);
    Attributes pods;
    pods.is_resource = true;
    pods.verb = "list";
    EXPECT_FALSE(decide(user, pods).allowed);
  });
}

TEST(Authentication, only_administrators_act_as_others) {
  run_task([](Loop&) -> Task<> {
    TokenWorld world;
    const net::User admin{"admin", "", {"system:masters"}, {}};
    const auto as =
        co_await authenticated(world.tokens, {{"Impersonate-User", "jane"}, {"Impersonate-Group", "dev"}}, admin);
    EXPECT_EQ(as.name, "jane");
    EXPECT_EQ(as.groups, (std::vector<std::string>{"dev", "system:authenticated"}));
    bool refused = false;
    try {
      co_await authenticated(world.tokens, {{"Impersonate-User", "jane"}}, net::User{"bob", "", {}, {}});
    } catch (const Error& error) {
      refused = error.reason() == Reason::forbidden;
    }
    EXPECT_TRUE(refused);
  });
}

}  // namespace
}  // namespace coracle::apiserver

#include <gtest/gtest.h>

#include "apiserver/aggregation/checker.h"
#include "apiserver/aggregation/proxy.h"
#include "apiserver/builtin/resources.h"
#include "apiserver/testing/cluster.h"
#include "base/base64.h"
#include "net/server.h"

namespace coracle::apiserver {
namespace {

const SystemClock aggregating_clock;

/// A server behind an APIService.
class BehindServer final : public net::Handler {
 public:
  explicit BehindServer(Loop& loop)
      : authority(net::Authority::make("behind")),
        server(loop, *this, options(authority), Log("behind", LogLevel::error)) {
    auto listener = net::Listener::tcp("127.0.0.1", 0);
    port = listener.port();
    server.listen(std::move(listener));
  }
  Task<net::Response> handle(net::Request request) override {
    net::Response out;
    out.headers.set("Content-Type", "application/json");
    if (request.target == "/apis/parts.example.com/v1") {
      out.body = net::Text(R"({"kind":"APIResourceList","groupVersion":"parts.example.com/v1","resources":[
        {"name":"bolts/turn","singularName":"","namespaced":true,"kind":"Bolt","verbs":["update"]}]})");
      co_return out;
    }
    if (request.target.ends_with("/moved")) {
      out.status = 302;
      out.headers.set("Location", "https://127.0.0.1:1/");
      co_return out;
    }
    if (request.headers.has("Upgrade")) {
      out.status = 101;
      out.headers.set("Connection", "Upgrade");
      out.headers.set("Upgrade", "echo");
      out.body =
          net::Upgraded([](std::unique_ptr<net::Stream> stream, std::string) { return greet(std::move(stream)); });
      co_return out;
    }
    last = request;
    out.body = net::Text("{\"answered\":true}");
    co_return out;
  }
  static Task<> greet(std::unique_ptr<net::Stream> stream) {
    co_await stream->write("hello");
    co_await stream->finish();
  }

  net::Authority authority;
  net::Request last;
  std::uint16_t port = 0;
  net::Server server;

 private:
  static net::ServerOptions options(const net::Authority& authority) {
    net::ServerOptions out;
    out.tls = std::make_shared<net::TlsServer>(
        std::make_shared<net::CertificateSource>(
            authority.issue({.common_name = "bolts", .dns_names = {"bolts.default.svc"}, .for_servers = true})),
        net::ClientCertificates::optional, authority.certificate_pem());
    return out;
  }
};

struct AggregatingCluster {
  explicit AggregatingCluster(Loop& loop)
      : behind(loop),
        tokens(net::make_private_key(), "https://kubernetes.default.svc", store, aggregating_clock),
        registry(store),
        dialing{services, std::make_shared<net::CertificateSource>(
                              behind.authority.issue({.common_name = "front-proxy-client", .for_clients = true}))},
        api_services(store),
        proxy(api_services, dialing),
        checker(loop.executor(), store, api_services, dialing, aggregating_clock, Log("aggregation", LogLevel::error)),
        discovery([this] { return checker.aggregated(); }),
        parts{store, registry, door, door, door, aggregating_clock, nullptr, {&discovery, &proxy}, Log("apiserver")},
        endpoint(parts, checks, loop.executor()) {
    registry.replace({}, builtin::resources({store, tokens}));
    services.set("default", "bolts", 443, {"127.0.0.1", behind.port});
    checker.start();
  }
  Task<net::Response> handle(std::string method, std::string target, std::string body = {}, net::Headers headers = {}) {
    net::Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.body = std::move(body);
    request.headers = std::move(headers);
    co_return co_await endpoint.handle(std::move(request));
  }
  Task<int> status_of(std::string target) { co_return (co_await handle("GET", std::move(target))).status; }
  Task<bool> publish() {
    std::string body = R"({"apiVersion":"apiregistration.k8s.io/v1","kind":"APIService",
      "metadata":{"name":"v1.parts.example.com"},"spec":{"group":"parts.example.com","version":"v1",
      "groupPriorityMinimum":1000,"versionPriority":15,"service":{"namespace":"default","name":"bolts"},"caBundle":")" +
                       to_base64(behind.authority.certificate_pem()) + "\"}}";
    const auto made = co_await handle("POST", "/apis/apiregistration.k8s.io/v1/apiservices", std::move(body));
    EXPECT_EQ(made.status, 201);
    for (int i = 0; i < 500; ++i) {
      if (co_await status_of("/apis/parts.example.com/v1/namespaces/default/bolts") == 200) co_return true;
      co_await sleep_for(std::chrono::milliseconds(10));
    }
    co_return false;
  }

  BehindServer behind;
  StaticServices services;
  Store store{Store::Options{}};
  Tokens tokens;
  Registry registry;
  testing::OpenDoor door;
  aggregation::Dialing dialing;
  aggregation::ApiServices api_services;
  aggregation::Proxy proxy;
  aggregation::Checker checker;
  Discovery discovery;
  ServerParts parts;
  std::vector<HealthCheck> checks;
  Endpoint endpoint;
};

void with_aggregation(Task<> (*test)(AggregatingCluster&)) {
  auto run = [](Loop& loop, Task<> (*inner)(AggregatingCluster&)) -> Task<> {
    AggregatingCluster cluster(loop);
    std::exception_ptr failure;
    try {
      co_await inner(cluster);
    } catch (...) {
      failure = std::current_exception();
    }
    co_await cluster.checker.stop();
    co_await cluster.behind.server.stop();
    if (failure) std::rethrow_exception(failure);
  };
  run_task([&](Loop& loop) { return run(loop, test); });
}

const std::string bolts = "/apis/parts.example.com/v1/namespaces/default/bolts";

TEST(Aggregation, tells_the_server_behind_who_asks_and_nothing_the_client_made_up) {
  with_aggregation([](AggregatingCluster& cluster) -> Task<> {
    EXPECT_TRUE(co_await cluster.publish());
    const auto answer = co_await cluster.handle("PUT", bolts + "/a%2Fb/turn?x=1", "{}",
                                                {{"X-Remote-User", "evil"},
                                                 {"x-remote-group", "system:masters-of-evil"},
                                                 {"X-Remote-Extra-Scopes", "all"},
                                                 {"Authorization", "Bearer secret"},
                                                 {"Impersonate-User", "evil"},
                                                 {"Content-Type", "application/json"}});
    EXPECT_EQ(answer.status, 200);
    const auto& seen = cluster.behind.last;
    EXPECT_EQ(seen.target, bolts + "/a%2Fb/turn?x=1");
    EXPECT_EQ(seen.headers.all("X-Remote-User"), std::vector<std::string_view>{"test-admin"});
    EXPECT_EQ(seen.headers.all("X-Remote-Group"),
              (std::vector<std::string_view>{"system:masters", "system:authenticated"}));
    for (const auto* name : {"X-Remote-Extra-Scopes", "Authorization", "Impersonate-User"})
      EXPECT_FALSE(seen.headers.has(name)) << name;
    EXPECT_EQ(seen.peer->common_name, "front-proxy-client");
  });
}

TEST(Aggregation, follows_no_redirect) {
  with_aggregation([](AggregatingCluster& cluster) -> Task<> {
    EXPECT_TRUE(co_await cluster.publish());
    const auto answer = co_await cluster.handle("GET", bolts + "/moved");
    EXPECT_EQ(answer.status, 502);
    EXPECT_FALSE(answer.headers.has("Location"));
  });
}

TEST(Aggregation, hands_an_upgraded_connection_over) {
  with_aggregation([](AggregatingCluster& cluster) -> Task<> {
    EXPECT_TRUE(co_await cluster.publish());
    auto answer =
        co_await cluster.handle("GET", bolts + "/a/talk", {}, {{"Connection", "Upgrade"}, {"Upgrade", "echo"}});
    EXPECT_EQ(answer.status, 101);
    EXPECT_EQ(answer.headers.get("Upgrade"), "echo");
    auto [ours, theirs] = net::make_pipe(co_await this_executor());
    Scope scope(co_await this_executor());
    scope.spawn(std::get<net::Upgraded>(answer.body)(std::move(theirs), {}), "upgraded");
    std::string heard;
    std::array<char, 64> buffer{};
    while (const auto count = co_await within(std::chrono::seconds(5), ours->read_some(buffer), "read"))
      heard.append(buffer.data(), count);
    EXPECT_EQ(heard, "hello");
    ours->close();
    co_await scope.cancel_and_join();
  });
}

TEST(Aggregation, shows_in_discovery_what_the_server_behind_serves) {
  with_aggregation([](AggregatingCluster& cluster) -> Task<> {
    EXPECT_TRUE(co_await cluster.publish());
    const auto answer = co_await cluster.handle(
        "GET", "/apis", {}, {{"Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"}});
    const auto text = std::get<net::Text>(answer.body);
    EXPECT_NE(text.find("\"parts.example.com\""), std::string::npos);
    EXPECT_NE(text.find("\"subresource\":\"turn\""), std::string::npos) << text;
    EXPECT_EQ(co_await cluster.status_of("/apis/parts.example.com"), 200);
  });
}

TEST(Aggregation, says_why_a_server_cannot_be_reached) {
  with_aggregation([](AggregatingCluster& cluster) -> Task<> {
    EXPECT_TRUE(co_await cluster.publish());
    // From now on the certificate must be for someone else.
    const auto patched = co_await cluster.handle(
        "PATCH", "/apis/apiregistration.k8s.io/v1/apiservices/v1.parts.example.com",
        R"({"spec":{"service":{"name":"nobody"}}})", {{"Content-Type", "application/merge-patch+json"}});
    EXPECT_EQ(patched.status, 200);
    int status = 200;
    for (int i = 0; i < 500 && status != 503; ++i) {
      status = co_await cluster.status_of(bolts);
      co_await sleep_for(std::chrono::milliseconds(5));
    }
    EXPECT_EQ(status, 503);
  });
}

TEST(Aggregation, of_a_kind_of_the_server_itself_is_never_passed_on) {
  with_aggregation([](AggregatingCluster& cluster) -> Task<> {
    std::string body = R"({"apiVersion":"apiregistration.k8s.io/v1","kind":"APIService",
      "metadata":{"name":"v1.coordination.k8s.io"},"spec":{"group":"coordination.k8s.io","version":"v1",
      "groupPriorityMinimum":1000,"versionPriority":15,"service":{"namespace":"default","name":"bolts"}}})";
    co_await cluster.handle("POST", "/apis/apiregistration.k8s.io/v1/apiservices", std::move(body));
    const auto answer = co_await cluster.handle("GET", "/apis/coordination.k8s.io/v1/leases");
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(cluster.behind.last.target == "/");
  });
}

}  // namespace
}  // namespace coracle::apiserver

// What a request costs the server without network and disk: creates, then reads, of ConfigMaps, by a caller with a
// service account's token. Usage: request_bench [COUNT]; for callgrind: valgrind --tool=callgrind request_bench 2000.
#include <fmt/core.h>
#include <time.h>

#include "apiserver/admission/chain.h"
#include "apiserver/admission/pods.h"
#include "apiserver/admission/webhooks.h"
#include "apiserver/aggregation/proxy.h"
#include "apiserver/auth/authenticate.h"
#include "apiserver/builtin/resources.h"
#include "apiserver/discovery/discovery.h"
#include "apiserver/openapi/openapi.h"
#include "apiserver/server.h"
#include "apiserver/tables/tables.h"

namespace coracle::apiserver {
namespace {

struct Bench {
  explicit Bench(Loop& loop)
      : tokens(net::make_private_key(), "https://kubernetes.default.svc", store, clock),
        endpoint(parts, checks, loop.executor()) {
    registry.replace({}, builtin::resources({store, tokens}));
  }
  Task<int> send(std::string method, std::string target, std::string body, std::optional<net::User> user = {}) {
    net::Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.headers = {{"Host", "127.0.0.1:6443"}, {"Content-Type", "application/json"}};
    if (!user) request.headers.set("Authorization", authorization);
    request.body = std::move(body);
    request.user = std::move(user);
    const auto response = co_await endpoint.handle(std::move(request));
    co_return response.status;
  }

  SystemClock clock;
  Store store{Store::Options{}};
  Registry registry{store};
  Tokens tokens;
  Authentication authentication{tokens, clock};
  Authorization authorization_rules;
  StaticServices services;
  admission::PodAdmission pods{store};
  admission::WebhookAdmission webhooks{store, registry, services, Log("admission")};
  admission::Chain admission{{&pods, &webhooks}};
  TableRenderer tables{clock};
  OpenApi openapi{store};
  aggregation::ApiServices api_services{store};
  aggregation::Proxy proxy{api_services, {services, nullptr}};
  Discovery discovery{[] { return std::vector<AggregatedVersion>{}; }};
  ServerParts parts{store,     registry, authentication, authorization_rules,
                    admission, clock,    &tables,        {&discovery, &openapi, &proxy}};
  std::vector<HealthCheck> checks{{"ping", [] { return true; }, true}};
  Endpoint endpoint;
  std::string authorization;
};

/// Of this thread: the writer's is left out.
double processor_time() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

Task<> run(Loop& loop, int count) {
  Bench bench(loop);
  const net::User admin{"admin", "", {"system:masters"}, {}};
  co_await bench.send("POST", "/api/v1/namespaces", R"({"metadata":{"name":"bench"}})", admin);
  co_await bench.send("POST", "/api/v1/namespaces/bench/serviceaccounts", R"({"metadata":{"name":"default"}})", admin);
  const auto account = bench.store.collection("serviceaccounts").snapshot()->find("bench/default");
  const TokenClaims claims{"bench", "default", std::string(account->uid()), {}, std::chrono::hours(1), {}, "", ""};
  bench.authorization = "Bearer " + bench.tokens.issue(claims).token;
  const std::string filling(512, 'x');
  for (const bool creating : {true, false}) {
    const auto started = std::chrono::steady_clock::now();
    const auto processor = processor_time();
    int failed = 0;
    for (int i = 0; i < count; ++i) {
      int status = 0;
      if (creating)
        status =
            co_await bench.send("POST", "/api/v1/namespaces/bench/configmaps",
                                fmt::format(R"({{"apiVersion":"v1","kind":"ConfigMap","metadata":{{"name":"p-{}"}},)"
                                            R"("data":{{"k":"{}"}}}})",
                                            i, filling));
      else
        status = co_await bench.send("GET", fmt::format("/api/v1/namespaces/bench/configmaps/p-{}", i), "");
      failed += status != (creating ? 201 : 200);
    }
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - started;
    fmt::print("{}: {:.2f} us each, {:.2f} us of the loop's processor time, {} failed\n", creating ? "create" : "get",
               took.count() / count, (processor_time() - processor) / count, failed);
  }
}
}  // namespace
}  // namespace coracle::apiserver

int main(int count, char** arguments) {
  const int requests = count > 1 ? std::stoi(arguments[1]) : 20000;
  coracle::run_task([&](coracle::Loop& loop) { return coracle::apiserver::run(loop, requests); });
}

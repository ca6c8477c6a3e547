#include <gtest/gtest.h>

#include "apiserver/admission/chain.h"
#include "apiserver/admission/pods.h"
#include "apiserver/admission/webhooks.h"
#include "apiserver/builtin/resources.h"
#include "apiserver/testing/cluster.h"
#include "base/base64.h"
#include "net/server.h"

namespace coracle::apiserver {
namespace {

using testing::Reply;

const SystemClock admitting_clock;

/// A webhook's server: keeps what it was asked and answers what the test says.
class TestWebhook final : public net::Handler {
 public:
  explicit TestWebhook(Loop& loop)
      : authority(net::Authority::make("webhooks")),
        server(loop, *this, options(authority), Log("webhook", LogLevel::error)) {
    auto listener = net::Listener::tcp("127.0.0.1", 0);
    port = listener.port();
    server.listen(std::move(listener));
  }
  Task<net::Response> handle(net::Request request) override {
    asked.push_back(json::parse(request.body).take());
    targets.push_back(request.target);
    auto response = answer;
    response["uid"] = json::text(asked.back(), {"request", "uid"});
    net::Response out;
    out.status = status;
    out.body = json::serialize(json::Object{
        {"apiVersion", "admission.k8s.io/v1"}, {"kind", "AdmissionReview"}, {"response", std::move(response)}});
    co_return out;
  }

  net::Authority authority;
  json::Object answer{{"allowed", true}};
  int status = 200;
  std::vector<json::Value> asked;
  std::vector<std::string> targets;
  std::uint16_t port = 0;
  net::Server server;

 private:
  static net::ServerOptions options(const net::Authority& authority) {
    net::ServerOptions out;
    out.tls = std::make_shared<net::TlsServer>(std::make_shared<net::CertificateSource>(
        authority.issue({.common_name = "hook", .dns_names = {"hook.default.svc"}, .for_servers = true})));
    return out;
  }
};

struct AdmittingCluster {
  explicit AdmittingCluster(Loop& loop)
      : webhook(loop),
        tokens(net::make_private_key(), "https://kubernetes.default.svc", store, admitting_clock),
        registry(store),
        pods(store),
        webhooks(store, registry, services, Log("admission", LogLevel::error)),
        chain({&pods, &webhooks}),
        parts{store, registry, door, door, chain, admitting_clock, nullptr, {}, Log("apiserver")},
        endpoint(parts, checks, loop.executor()) {
    registry.replace({}, builtin::resources({store, tokens}));
    services.set("default", "hook", 443, {"127.0.0.1", webhook.port});
  }
  Task<Reply> request(std::string method, std::string target, std::string body = {}) {
    net::Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.body = std::move(body);
    auto response = co_await endpoint.handle(std::move(request));
    Reply reply{response.status, std::move(response.headers), {}};
    if (auto* text = std::get_if<net::Text>(&response.body)) reply.text = std::move(*text);
    co_return reply;
  }
  Task<> begin() {
    co_await request("POST", "/api/v1/namespaces",
                     R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"default"}})");
    co_await request("POST", "/api/v1/namespaces/default/serviceaccounts",
                     R"({"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default"},
                         "imagePullSecrets":[{"name":"pull"}]})");
  }
  /// One webhook of a configuration; `more` are further members.
  Task<Reply> configure(bool mutating, std::string more = "") {
    const std::string kind = mutating ? "MutatingWebhookConfiguration" : "ValidatingWebhookConfiguration";
    const std::string plural = mutating ? "mutatingwebhookconfigurations" : "validatingwebhookconfigurations";
    std::string body = R"({"apiVersion":"admissionregistration.k8s.io/v1","kind":")" + kind +
                       R"(","metadata":{"name":"test"},"webhooks":[{"name":"hook.test.example.com","sideEffects":"None",
      "admissionReviewVersions":["v1"],"clientConfig":{"caBundle":")" +
                       to_base64(webhook.authority.certificate_pem()) +
                       R"(","service":{"namespace":"default","name":"hook","path":"/ask"}},
      "rules":[{"operations":["CREATE","UPDATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"]}])" +
                       more + "}]}";
    co_return co_await request("POST", "/apis/admissionregistration.k8s.io/v1/" + plural, std::move(body));
  }
  Task<Reply> config_map(std::string name, std::string query = "", std::string labels = "{}") {
    co_return co_await request("POST", "/api/v1/namespaces/default/configmaps" + query,
                               R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":")" + name +
                                   R"(","labels":)" + labels + R"(},"data":{"a":"b"}})");
  }

  TestWebhook webhook;
  StaticServices services;
  Store store{Store::Options{}};
  Tokens tokens;
  Registry registry;
  testing::OpenDoor door;
  admission::PodAdmission pods;
  admission::WebhookAdmission webhooks;
  admission::Chain chain;
  ServerParts parts;
  std::vector<HealthCheck> checks;
  Endpoint endpoint;
};

void with_admission(Task<> (*test)(AdmittingCluster&)) {
  auto run = [](Loop& loop, Task<> (*inner)(AdmittingCluster&)) -> Task<> {
    AdmittingCluster cluster(loop);
    co_await cluster.begin();
    std::exception_ptr failure;
    try {
      co_await inner(cluster);
    } catch (...) {
      failure = std::current_exception();
    }
    co_await cluster.webhook.server.stop();
    if (failure) std::rethrow_exception(failure);
  };
  run_task([&](Loop& loop) { return run(loop, test); });
}

std::string plain_pod(std::string more = "") {
  return R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}])" +
         more + "}}";
}
const std::string pods_path = "/api/v1/namespaces/default/pods";

TEST(PodAdmission, gives_every_pod_an_identity_and_tolerations) {
  with_admission([](AdmittingCluster& cluster) -> Task<> {
    const auto made = co_await cluster.request("POST", pods_path, plain_pod());
    EXPECT_EQ(made.status, 201) << made.text;
    const auto pod = made.value();
    EXPECT_EQ(json::text(pod, {"spec", "serviceAccountName"}), "default");
    EXPECT_EQ(json::serialize(*json::find(pod, {"spec", "imagePullSecrets"})), R"([{"name":"pull"}])");
    const auto& volume = json::find(pod, {"spec", "volumes"})->as_array().at(0);
    const auto& sources = json::find(volume, {"projected", "sources"})->as_array();
    EXPECT_EQ(json::find(sources.at(0), {"serviceAccountToken", "expirationSeconds"})->as_int64(), 3607);
    EXPECT_EQ(json::text(sources.at(1), {"configMap", "name"}), "kube-root-ca.crt");
    const auto& mount =
        json::find(json::find(pod, {"spec", "containers"})->as_array().at(0), {"volumeMounts"})->as_array().at(0);
    EXPECT_EQ(json::text(mount, {"mountPath"}), "/var/run/secrets/kubernetes.io/serviceaccount");
    EXPECT_EQ(json::text(mount, {"name"}), json::text(volume, {"name"}));
    EXPECT_EQ(json::find(pod, {"spec", "tolerations"})->as_array().size(), 2U);
  });
}

TEST(PodAdmission, mounts_nothing_where_the_pod_wants_none) {
  with_admission([](AdmittingCluster& cluster) -> Task<> {
    const auto made =
        co_await cluster.request("POST", pods_path, plain_pod(R"(,"automountServiceAccountToken":false)"));
    EXPECT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(json::find(made.value(), {"spec", "volumes"}), nullptr);
  });
}

TEST(PodAdmission, knows_the_priorities_that_every_cluster_has_and_no_others) {
  with_admission([](AdmittingCluster& cluster) -> Task<> {
    const auto plain = co_await cluster.request("POST", pods_path, plain_pod());
    EXPECT_EQ(json::find(plain.value(), {"spec", "priority"})->as_int64(), 0);
    const auto critical = co_await cluster.request("POST", pods_path + "?dryRun=All",
                                                   plain_pod(R"(,"priorityClassName":"system-node-critical")"));
    EXPECT_EQ(critical.status, 409) << critical.text;  // of that name there is one
    const auto refused = co_await cluster.request("POST", pods_path, plain_pod(R"(,"priorityClassName":"my-own")"));
    EXPECT_EQ(json::text(refused.value(), {"message"}),
              "pods \"p\" is forbidden: no PriorityClass with name my-own was found");
  });
}

TEST(PodAdmission, takes_a_new_node_as_not_ready) {
  with_admission([](AdmittingCluster& cluster) -> Task<> {
    const auto made = co_await cluster.request("POST", "/api/v1/nodes", R"({"metadata":{"name":"n1"}})");
    EXPECT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(json::serialize(*json::find(made.value(), {"spec", "taints"})),
              R"([{"key":"node.kubernetes.io/not-ready","effect":"NoSchedule"}])");
  });
}

TEST(PodAdmission, refuses_an_account_that_is_not_there) {
  with_admission([](AdmittingCluster& cluster) -> Task<> {
    const auto refused = co_await cluster.request("POST", pods_path, plain_pod(R"(,"serviceAccountName":"ghost")"));
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(json::text(refused.value(), {"message"}),
              "pods \"p\" is forbidden: error looking up service account default/ghost: serviceaccount \"ghost\" not "
              "found");
  });
}

TEST(Webhooks, see_the_object_and_change_it_by_a_patch) {
  with_admission([](AdmittingCluster& cluster) -> Task<> {
    cluster.webhook.answer["patchType"] = "JSONPatch";
    cluster.webhook.answer["patch"] = to_base64(R"([{"op":"add","path":"/data/patched","value":"yes"}])");
    cluster.webhook.answer["warnings"] = json::Array{"mind the patch"};
    const auto configured = co_await cluster.configure(true);
    EXPECT_EQ(configured.status, 201) << configured.text;
    const auto made = co_await cluster.config_map("one");
    EXPECT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(json::text(made.value(), {"data", "patched"}), "yes");
    EXPECT_EQ(made.headers.get("Warning"), "299 - \"mind the patch\"");
    EXPECT_EQ(cluster.webhook.asked.size(), 1U);
    const auto& asked = cluster.webhook.asked.at(0);
    EXPECT_EQ(cluster.webhook.targets.at(0), "/ask?timeout=10s");
    EXPECT_EQ(json::text(asked, {"request", "operation"}), "CREATE");
    EXPECT_EQ(json::text(asked, {"request", "namespace"}), "default");
    EXPECT_EQ(json::text(asked, {"request", "kind", "kind"}), "ConfigMap");
    EXPECT_EQ(json::text(asked, {"request", "resource", "resource"}), "configmaps");
    EXPECT_EQ(json::text(asked, {"request", "userInfo", "username"}), "test-admin");
    EXPECT_EQ(json::text(asked, {"request", "object", "data", "a"}), "b");
    // Nothing else of the API goes by it.
    co_await cluster.request("POST", pods_path, plain_pod());
    EXPECT_EQ(cluster.webhook.asked.size(), 1U);
  });
}

TEST(Webhooks, refuse_in_their_own_words) {
  with_admission([](AdmittingCluster& cluster) -> Task<> {
    cluster.webhook.answer["allowed"] = false;
    cluster.webhook.answer["status"] = json::Object{{"code", 422}, {"reason", "Invalid"}, {"message", "not like this"}};
    co_await cluster.configure(false);
    const auto refused = co_await cluster.config_map("one");
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(json::text(refused.value(), {"message"}),
              "admission webhook \"hook.test.example.com\" denied the request: not like this");
  });
}

TEST(Webhooks, that_cannot_be_asked_fail_the_request_or_are_passed_over) {
  with_admission([](AdmittingCluster& cluster) -> Task<> {
    cluster.webhook.status = 500;
    co_await cluster.configure(false);
    const auto failed = co_await cluster.config_map("one");
    EXPECT_EQ(failed.status, 500);
    EXPECT_NE(failed.text.find("failed calling webhook \\\"hook.test.example.com\\\""), std::string::npos)
        << failed.text;
    co_await cluster.request("DELETE", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/test");
    co_await cluster.configure(false, R"(,"failurePolicy":"Ignore")");
    const auto made = co_await cluster.config_map("one");
    EXPECT_EQ(made.status, 201) << made.text;
  });
}

TEST(Webhooks, are_asked_only_about_what_their_selectors_choose) {
  with_admission([](AdmittingCluster& cluster) -> Task<> {
    co_await cluster.configure(false, R"(,"objectSelector":{"matchLabels":{"watched":"yes"}})");
    co_await cluster.config_map("free");
    EXPECT_EQ(cluster.webhook.asked.size(), 0U);
    co_await cluster.config_map("seen", "?dryRun=All", R"({"watched":"yes"})");
    EXPECT_EQ(cluster.webhook.asked.size(), 1U);
    EXPECT_TRUE(json::find(cluster.webhook.asked.at(0), {"request", "dryRun"})->as_bool());
  });
}

TEST(Webhooks, are_asked_only_within_the_namespaces_they_choose) {
  with_admission([](AdmittingCluster& cluster) -> Task<> {
    co_await cluster.configure(false, R"(,"namespaceSelector":{"matchExpressions":[
        {"key":"kubernetes.io/metadata.name","operator":"NotIn","values":["default"]}]})");
    co_await cluster.config_map("free");
    EXPECT_EQ(cluster.webhook.asked.size(), 0U);
    co_await cluster.request("POST", "/api/v1/namespaces", R"({"metadata":{"name":"watched"}})");
    co_await cluster.request("POST", "/api/v1/namespaces/watched/configmaps", R"({"metadata":{"name":"seen"}})");
    EXPECT_EQ(cluster.webhook.asked.size(), 1U);
  });
}

TEST(Webhooks, are_asked_only_where_their_conditions_hold) {
  with_admission([](AdmittingCluster& cluster) -> Task<> {
    co_await cluster.configure(
        false, R"json(,"matchConditions":[{"name":"seen","expression":"object.metadata.name.startsWith('seen')"},
                                      {"name":"made","expression":"request.operation == 'CREATE'"}])json");
    co_await cluster.config_map("free");
    EXPECT_EQ(cluster.webhook.asked.size(), 0U);
    co_await cluster.config_map("seen-1");
    EXPECT_EQ(cluster.webhook.asked.size(), 1U);
  });
}

TEST(Webhooks, a_condition_that_cannot_be_judged_refuses_the_write_unless_failures_are_ignored) {
  for (const std::string policy : {"Fail", "Ignore"}) {
    static std::string more;
    more = R"(,"failurePolicy":")" + policy +
           R"(","matchConditions":[{"name":"owned","expression":"object.metadata.annotations.owner == 'x'"}])";
    with_admission([](AdmittingCluster& cluster) -> Task<> {
      co_await cluster.configure(false, more);
      const auto answer = co_await cluster.config_map("plain");
      const bool fails = more.find("Fail") != std::string::npos;
      EXPECT_EQ(answer.status, fails ? 403 : 201) << answer.text;
      if (fails) EXPECT_NE(answer.text.find("no such key: annotations"), std::string::npos) << answer.text;
      EXPECT_EQ(cluster.webhook.asked.size(), 0U);
    });
  }
}

TEST(Webhooks, with_conditions_that_are_not_understood_are_refused_when_they_are_configured) {
  with_admission([](AdmittingCluster& cluster) -> Task<> {
    const auto refused = co_await cluster.configure(
        false,
        R"json(,"matchConditions":[{"name":"a","expression":"object.spec.all(x, x > 1)"},{"expression":""}])json");
    EXPECT_EQ(refused.status, 422);
    EXPECT_NE(refused.text.find("webhooks[0].matchConditions[0].expression: Invalid value"), std::string::npos)
        << refused.text;
    EXPECT_NE(refused.text.find("webhooks[0].matchConditions[1].name: Required value"), std::string::npos)
        << refused.text;
    const auto late = co_await cluster.configure(false, R"(,"timeoutSeconds":31)");
    EXPECT_NE(late.text.find("the timeout value must be between 1 and 30 seconds"), std::string::npos) << late.text;
  });
}

}  // namespace
}  // namespace coracle::apiserver

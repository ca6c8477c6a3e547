// A whole server as main makes one: asked by a client of this process, with a kubelet and an aggregated server behind
// it on real sockets.
#include "apiserver/instance.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "base/base64.h"
#include "base/files.h"
#include "net/client.h"
#include "net/encoding.h"
#include "net/remote_command.h"
#include "net/server.h"
#include "net/websocket.h"

namespace coracle::apiserver {
namespace {
using namespace std::chrono_literals;

struct StateFolder {
  StateFolder() {
    std::string pattern = "/tmp/coracle-instance-XXXXXX";
    path = ::mkdtemp(pattern.data());
  }
  ~StateFolder() { remove_tree(open_directory("/tmp").get(), path.substr(5)); }
  std::string path;
};

/// A kubelet, and a virt-api, of a few words.
class FarSide final : public net::Handler {
 public:
  Task<net::Response> handle(net::Request request) override {
    seen = request.method + " " + request.target;
    peer = request.peer->common_name;
    if (request.target.starts_with("/containerLogs/default/web/fails"))
      co_return answer(400, "container \"fails\" in pod \"web\" is waiting to start: ContainerCreating\n");
    if (request.target.starts_with("/containerLogs/")) co_return answer(200, "first line\nsecond line\n");
    if (request.target.starts_with("/exec/") || request.target.starts_with("/attach/")) {
      const auto target = *net::parse_target(request.target);
      co_return net::accept_command(request, net::command_options(target), echo);
    }
    if (request.target.ends_with("/console")) co_return net::accept_websocket(request, {"plain.kubevirt.io"}, greet);
    if (request.target == "/apis/subresources.kubevirt.io/v1")
      co_return answer(200, R"({"kind":"APIResourceList","resources":[]})");
    user = request.headers.get("X-Remote-User");
    co_return answer(200, request.body);
  }
  static Task<> echo(std::unique_ptr<net::CommandStreams> streams) {
    while (auto data = co_await streams->read()) {
      if (data->closed) break;
      co_await streams->write(net::CommandChannel::standard_output, "you said " + data->bytes);
      if (data->bytes == "bye") break;
    }
    co_await streams->write(net::CommandChannel::error, R"({"status":"Success"})");
    co_await streams->finish();
  }
  static Task<> greet(std::unique_ptr<net::WebSocket> socket) {
    const auto message = co_await socket->read();
    co_await socket->send_binary("guest heard " + message->bytes);
    co_await socket->send_close();
    while (co_await socket->read()) {
    }
  }
  static net::Response answer(int status, std::string text) {
    net::Response out;
    out.status = status;
    out.body = std::move(text);
    return out;
  }
  std::string seen, peer, user;
};

struct InstanceWorld {
  explicit InstanceWorld(Loop& loop)
      : folder(),
        instance({folder.path, "127.0.0.1", 0, 2, "https://kubernetes.default.svc.cluster.local", &services, &nodes},
                 Log("apiserver", LogLevel::error)),
        admin(instance.client({"admin", "", {"system:masters"}, {}})),
        kubelet_server(loop, kubelet, tls(instance.pki().kubelet_server("node1"), instance.pki().cluster),
                       Log("kubelet")),
        virt_api_server(loop, virt_api, tls(virt_api_identity(), instance.pki().front_proxy), Log("virt-api")) {
    auto kubelet_port = net::Listener::tcp("127.0.0.1", 0);
    nodes.set("node1", {"127.0.0.1", kubelet_port.port()});
    kubelet_server.listen(std::move(kubelet_port));
    auto virt_api_port = net::Listener::tcp("127.0.0.1", 0);
    services.set("kubevirt", "virt-api", 443, {"127.0.0.1", virt_api_port.port()});
    virt_api_server.listen(std::move(virt_api_port));
  }
  static net::ServerOptions tls(net::Identity identity, const net::Authority& clients) {
    net::ServerOptions out;
    out.tls = std::make_shared<net::TlsServer>(std::make_shared<net::CertificateSource>(std::move(identity)),
                                               net::ClientCertificates::required, clients.certificate_pem());
    return out;
  }
  net::Identity virt_api_identity() const {
    return authority.issue({.common_name = "virt-api", .dns_names = {"virt-api.kubevirt.svc"}, .for_servers = true});
  }
  Task<net::WholeAnswer> ask(std::string method, std::string target, std::string body = {}) {
    net::Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.body = std::move(body);
    co_return co_await net::exchange(*admin, std::move(request));
  }
  Task<> make_pod(std::string containers = R"([{"name":"c","image":"i"}])") {
    co_await ask("POST", "/api/v1/nodes", R"({"metadata":{"name":"node1"}})");
    const auto made = co_await ask("POST", "/api/v1/namespaces/default/pods",
                                   R"({"metadata":{"name":"web"},"spec":{"containers":)" + containers + "}}");
    EXPECT_EQ(made.status, 201) << made.body;
  }
  Task<net::WholeAnswer> bind(std::string node) {
    co_return co_await ask("POST", "/api/v1/namespaces/default/pods/web/binding",
                           R"({"metadata":{"name":"web"},"target":{"kind":"Node","name":")" + node + R"("}})");
  }

  StateFolder folder;
  StaticServices services;
  StaticNodes nodes;
  net::Authority authority = net::Authority::make("virt-api");
  Instance instance;
  std::unique_ptr<net::RoundTrip> admin;
  FarSide kubelet, virt_api;
  net::Server kubelet_server, virt_api_server;
};

void with_instance(Task<> (*test)(InstanceWorld&)) {
  auto run = [](Loop& loop, Task<> (*inner)(InstanceWorld&)) -> Task<> {
    InstanceWorld world(loop);
    std::exception_ptr failure;
    try {
      co_await within(20s, inner(world), "the test");
    } catch (...) {
      failure = std::current_exception();
    }
    world.instance.stop();
    co_await world.kubelet_server.stop();
    co_await world.virt_api_server.stop();
    if (failure) std::rethrow_exception(failure);
  };
  run_task([&](Loop& loop) { return run(loop, test); });
}

json::Value parsed(const net::WholeAnswer& answer) {
  auto value = json::parse(answer.body);
  return value ? std::move(*value) : json::Value();
}
std::string message_of(const net::WholeAnswer& answer) { return std::string(json::text(parsed(answer), {"message"})); }
const std::string web = "/api/v1/namespaces/default/pods/web";

TEST(Instance, answers_a_client_of_its_process_as_the_user_it_was_made_for) {
  with_instance([](InstanceWorld& world) -> Task<> {
    const auto robot = world.instance.client({"system:serviceaccount:kubevirt:kubevirt-handler",
                                              "",
                                              {"system:serviceaccounts", "system:authenticated"},
                                              {{"authentication.kubernetes.io/node-name", {"node1"}}}});
    net::Request request;
    request.method = "POST";
    request.target = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    request.body = "{}";
    const auto who = parsed(co_await net::exchange(*robot, std::move(request)));
    EXPECT_EQ(json::text(who, {"status", "userInfo", "username"}), "system:serviceaccount:kubevirt:kubevirt-handler");
    EXPECT_EQ(json::serialize(*json::find(who, {"status", "userInfo", "extra"})),
              R"({"authentication.kubernetes.io/node-name":["node1"]})");
  });
}

TEST(Instance, tells_aggregated_servers_whom_to_believe) {
  with_instance([](InstanceWorld& world) -> Task<> {
    const auto map = parsed(
        co_await world.ask("GET", "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication"));
    EXPECT_EQ(json::text(map, {"data", "requestheader-allowed-names"}), "[\"front-proxy-client\"]");
    EXPECT_EQ(json::text(map, {"data", "requestheader-client-ca-file"}),
              world.instance.pki().front_proxy.certificate_pem());
    EXPECT_EQ(json::text(map, {"data", "client-ca-file"}), world.instance.pki().cluster.certificate_pem());
  });
}

TEST(Instance, tells_members_that_it_does_not_know_or_that_stand_twice) {
  with_instance([](InstanceWorld& world) -> Task<> {
    const std::string maps = "/api/v1/namespaces/default/configmaps", how = "?fieldValidation=";
    const std::string body = R"({"metadata":{"name":"a"},"data":{"k":"1","k":"2"},"dta":{}})";
    const auto refused = co_await world.ask("POST", maps + how + "Strict", body);
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(message_of(refused),
              "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: "
              "duplicate field \"data.k\", unknown field \"dta\"");
    const auto warned = co_await world.ask("POST", maps, body);
    EXPECT_EQ(warned.status, 201) << warned.body;
    EXPECT_EQ(warned.headers.get("Warning"), R"(299 - "duplicate field \"data.k\"")");
    EXPECT_EQ(json::text(parsed(warned), {"data", "k"}), "2");
    const auto again = co_await world.ask("PUT", maps + "/a" + how + "Strict", body);
    EXPECT_EQ(again.status, 400) << again.body;
    const auto silent = co_await world.ask("PUT", maps + "/a" + how + "Ignore", body);
    EXPECT_EQ(silent.status, 200);
    EXPECT_EQ(silent.headers.get("Warning"), "");
  });
}

TEST(Instance, tells_others_how_to_check_its_tokens) {
  with_instance([](InstanceWorld& world) -> Task<> {
    const auto about = parsed(co_await world.ask("GET", "/.well-known/openid-configuration"));
    EXPECT_EQ(json::text(about, {"issuer"}), "https://kubernetes.default.svc.cluster.local");
    EXPECT_EQ(json::text(about, {"jwks_uri"}), world.instance.url() + "/openid/v1/jwks");
    const auto keys = co_await world.ask("GET", "/openid/v1/jwks");
    EXPECT_EQ(keys.headers.get("Content-Type"), "application/jwk-set+json");
    const auto key = json::find(parsed(keys), {"keys"})->as_array().at(0);
    const std::string accounts = "/api/v1/namespaces/default/serviceaccounts";
    co_await world.ask("POST", accounts, R"({"metadata":{"name":"robot"}})");
    const auto token = parsed(co_await world.ask("POST", accounts + "/robot/token", "{}"));
    const auto text = std::string(json::text(token, {"status", "token"}));
    const auto head = json::parse(net::from_base64_url(text.substr(0, text.find('.'))).value_or("")).take();
    EXPECT_EQ(json::text(head, {"kid"}), json::text(key, {"kid"}));
    EXPECT_EQ(json::text(head, {"alg"}), json::text(key, {"alg"}));
  });
}

TEST(Instance, binds_a_pod_once) {
  with_instance([](InstanceWorld& world) -> Task<> {
    co_await world.make_pod();
    const auto bound = co_await world.bind("node1");
    EXPECT_EQ(bound.status, 201) << bound.body;
    const auto pod = parsed(co_await world.ask("GET", web));
    EXPECT_EQ(json::text(pod, {"spec", "nodeName"}), "node1");
    EXPECT_EQ(json::text(json::find(pod, {"status", "conditions"})->as_array().at(0), {"type"}), "PodScheduled");
    const auto again = co_await world.bind("node2");
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(message_of(again),
              "Operation cannot be fulfilled on pods/binding \"web\": pod web is already assigned to node \"node1\"");
  });
}

TEST(Instance, evicts_a_pod_within_its_grace_period) {
  with_instance([](InstanceWorld& world) -> Task<> {
    co_await world.make_pod();
    co_await world.bind("node1");
    const auto evicted = co_await world.ask(
        "POST", web + "/eviction",
        R"({"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"web"},"deleteOptions":{"gracePeriodSeconds":7}})");
    EXPECT_EQ(evicted.status, 201) << evicted.body;
    const auto pod = parsed(co_await world.ask("GET", web));
    EXPECT_EQ(json::find(pod, {"metadata", "deletionGracePeriodSeconds"})->as_int64(), 7);
  });
}

TEST(Instance, shows_what_a_container_said) {
  with_instance([](InstanceWorld& world) -> Task<> {
    co_await world.make_pod(R"([{"name":"c","image":"i"},{"name":"fails","image":"i"}])");
    EXPECT_EQ((co_await world.ask("GET", web + "/log?container=c")).status, 204);  // nowhere yet
    co_await world.bind("node1");
    const auto log = co_await world.ask("GET", web + "/log?container=c&tailLines=2&follow=true");
    EXPECT_EQ(log.body, "first line\nsecond line\n");
    EXPECT_EQ(log.headers.get("Content-Type"), "text/plain");
    EXPECT_EQ(world.kubelet.seen, "GET /containerLogs/default/web/c?follow=true&tailLines=2");
    EXPECT_EQ(world.kubelet.peer, "kube-apiserver-kubelet-client");

    const auto which = co_await world.ask("GET", web + "/log");
    EXPECT_EQ(which.status, 400);
    EXPECT_EQ(message_of(which), "a container name must be specified for pod web, choose one of: [c fails]");
    EXPECT_EQ(message_of(co_await world.ask("GET", web + "/log?container=x")), "container x is not valid for pod web");
    const auto waiting = co_await world.ask("GET", web + "/log?container=fails");
    EXPECT_EQ(waiting.status, 400);
    EXPECT_EQ(message_of(waiting), "container \"fails\" in pod \"web\" is waiting to start: ContainerCreating");
    EXPECT_EQ((co_await world.ask("GET", web + "/log?container=c&tailLines=-1")).status, 422);
  });
}

Task<std::string> talk(net::RoundTrip& client, bool websocket) {
  net::Request request;
  request.method = websocket ? "GET" : "POST";
  request.target = web + "/exec?command=cat&stdin=true&stdout=true";
  net::CommandOptions options{.standard_input = true, .standard_output = true};
  const auto streams = co_await net::connect_command(client, std::move(request), options, websocket);
  co_await streams->write(net::CommandChannel::standard_input, "bye");
  std::string heard;
  while (auto data = co_await streams->read())
    if (data->channel == net::CommandChannel::standard_output) heard += data->bytes;
  co_await streams->finish();
  co_return heard;
}

TEST(Instance, carries_exec_to_the_node_by_either_protocol) {
  with_instance([](InstanceWorld& world) -> Task<> {
    co_await world.make_pod();
    const auto refused = co_await world.ask("GET", web + "/exec?command=ls&stdout=true");
    EXPECT_EQ(message_of(refused), "pod web does not have a host assigned");
    co_await world.bind("node1");
    for (const bool websocket : {false, true}) {
      EXPECT_EQ(co_await talk(*world.admin, websocket), "you said bye");
      EXPECT_EQ(world.kubelet.seen.substr(world.kubelet.seen.find(' ')),
                " /exec/default/web/c?input=1&output=1&command=cat");
    }
  });
}

TEST(Instance, passes_a_console_on_to_the_aggregated_server) {
  with_instance([](InstanceWorld& world) -> Task<> {
    const auto made = co_await world.ask("POST", "/apis/apiregistration.k8s.io/v1/apiservices",
                                         R"({"apiVersion":"apiregistration.k8s.io/v1","kind":"APIService",
            "metadata":{"name":"v1.subresources.kubevirt.io"},"spec":{"group":"subresources.kubevirt.io",
            "version":"v1","groupPriorityMinimum":1000,"versionPriority":15,
            "service":{"namespace":"kubevirt","name":"virt-api"},"caBundle":")" +
                                             to_base64(world.authority.certificate_pem()) + "\"}}");
    EXPECT_EQ(made.status, 201) << made.body;
    const std::string vmi = "/apis/subresources.kubevirt.io/v1/namespaces/default/virtualmachineinstances/vm";
    net::WholeAnswer put;
    for (int i = 0; i < 500 && put.status != 200; ++i) {
      put = co_await world.ask("PUT", vmi + "/pause", R"({"dryRun":["All"]})");
      if (put.status != 200) co_await sleep_for(10ms);
    }
    EXPECT_EQ(put.body, R"({"dryRun":["All"]})");
    EXPECT_EQ(world.virt_api.user, "admin");
    EXPECT_EQ(world.virt_api.peer, "front-proxy-client");
    // Over TLS as well as within the process.
    net::ClientOptions options;
    options.tls.authorities_pem = world.instance.pki().cluster.certificate_pem();
    options.tls.certificate =
        std::make_shared<net::CertificateSource>(world.instance.pki().user("jane", {"system:masters"}));
    net::Client far(world.instance.url(), std::move(options));
    for (net::RoundTrip* client : {world.admin.get(), static_cast<net::RoundTrip*>(&far)}) {
      net::Request request;
      request.target = vmi + "/console";
      const auto socket = co_await net::connect_websocket(*client, std::move(request), {"plain.kubevirt.io"});
      EXPECT_EQ(socket->protocol(), "plain.kubevirt.io");
      co_await socket->send_binary("hello");
      const auto answer = co_await socket->read();
      EXPECT_TRUE(answer && answer->bytes == "guest heard hello");
      co_await socket->send_close();
      while (co_await socket->read()) {
      }
    }
  });
}

TEST(Instance, shows_events_under_both_groups) {
  with_instance([](InstanceWorld& world) -> Task<> {
    co_await world.ask("POST", "/api/v1/namespaces/default/events",
                       R"({"metadata":{"name":"e"},"involvedObject":{"kind":"Pod","name":"web","namespace":"default"},
                           "reason":"Started","message":"it runs","type":"Normal"})");
    const auto event = parsed(co_await world.ask("GET", "/apis/events.k8s.io/v1/namespaces/default/events/e"));
    EXPECT_EQ(json::text(event, {"apiVersion"}), "events.k8s.io/v1");
    EXPECT_EQ(json::text(event, {"regarding", "name"}), "web");
    EXPECT_EQ(json::text(event, {"note"}), "it runs");
    co_await world.ask("POST", "/apis/events.k8s.io/v1/namespaces/default/events",
                       R"({"metadata":{"name":"f"},"regarding":{"kind":"Pod","name":"web","namespace":"default"},
                           "reason":"Killed","note":"it stopped","type":"Normal","action":"Kill",
                           "reportingController":"test","reportingInstance":"t","eventTime":"2026-01-01T00:00:00.000000Z"})");
    const auto core = parsed(co_await world.ask("GET", "/api/v1/namespaces/default/events/f"));
    EXPECT_EQ(json::text(core, {"message"}), "it stopped");
    EXPECT_EQ(json::text(core, {"involvedObject", "name"}), "web");
  });
}

TEST(Instance, lets_a_namespace_go_when_its_last_finalizer_does) {
  with_instance([](InstanceWorld& world) -> Task<> {
    co_await world.ask("POST", "/api/v1/namespaces", R"({"metadata":{"name":"gone"}})");
    const auto marked = parsed(co_await world.ask("DELETE", "/api/v1/namespaces/gone"));
    EXPECT_EQ(json::text(marked, {"status", "phase"}), "Terminating");
    const auto finalized =
        co_await world.ask("PUT", "/api/v1/namespaces/gone/finalize", R"({"metadata":{"name":"gone"},"spec":{}})");
    EXPECT_EQ(finalized.status, 200) << finalized.body;
    EXPECT_EQ((co_await world.ask("GET", "/api/v1/namespaces/gone")).status, 404);
  });
}

TEST(Instance, renews_its_certificate_while_it_runs) {
  run_task([](Loop&) -> Task<> {
    StateFolder state;
    Instance::Options options;
    options.state_folder = state.path;
    options.port = 0;
    options.loops = 1;
    options.certificate_life = 3s;
    Instance instance(options, Log("test", LogLevel::error));
    net::ClientOptions trusting;
    trusting.tls.authorities_pem = instance.pki().cluster.certificate_pem();
    // Each a connection of its own: the first certificate has ended when the second is made.
    for (int round = 0; round < 2; ++round) {
      net::Client client(instance.url(), trusting);
      net::Request request;
      request.target = "/livez";
      const auto answer = co_await net::exchange(client, std::move(request));
      EXPECT_EQ(answer.status, 200);
      if (round == 0) co_await sleep_for(4s);
    }
    instance.stop();
  });
}

}  // namespace
}  // namespace coracle::apiserver

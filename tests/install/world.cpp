#include "world.h"

#include <fmt/core.h>
#include <stdlib.h>

#include "base/files.h"
#include "net/websocket.h"

namespace coracle::install {
namespace {

const Log quiet("test", LogLevel::error);

Task<> greet_guest(std::unique_ptr<net::WebSocket> socket) {
  const auto message = co_await socket->read();
  if (message) co_await socket->send_binary("guest heard " + message->bytes);
  co_await socket->send_close(4000, "the guest has shut down");
  while (co_await socket->read()) {
  }
}

}  // namespace

StateFolder::StateFolder() {
  std::string pattern = "/tmp/coracle-install-XXXXXX";
  path = ::mkdtemp(pattern.data());
}
StateFolder::~StateFolder() { remove_tree(open_directory("/tmp").get(), path.substr(5)); }

json::Value parsed(std::string_view text) { return json::parse(text).take(); }

Task<net::Response> PlayedHandler::handle(net::Request request) {
  seen.push_back(request.method + " " + request.target);
  peer = request.peer->common_name;
  body = request.body;
  net::Response out;
  if (failure != nullptr) {
    out.status = failure->code();
    out.body =
        net::Text(fmt::format(R"({{"kind":"Status","status":"Failure","reason":"Conflict","message":"{}","code":{}}})",
                              failure->message(), failure->code()));
    co_return out;
  }
  if (request.target.ends_with("/console"))
    co_return net::accept_websocket(request, {"plain.kubevirt.io"}, greet_guest);
  if (request.target.ends_with("/guestosinfo")) out.body = net::Text(R"({"guestAgentVersion":"8.2"})");
  co_return out;
}

World::World(Loop& its_loop, bool emulation_auto)
    : loop(its_loop),
      instance({folder.path, "127.0.0.1", 0, 1, "https://kubernetes.default.svc.cluster.local", &services, nullptr},
               Log("apiserver", LogLevel::error)),
      admin_api(instance.client({"admin", "", {"system:masters"}, {}})),
      operator_api(instance.client(user_of("operator"))),
      virt_api_api(instance.client(user_of("apiserver"))),
      handler_api(instance.client(user_of("handler"))),
      user_api(instance.client({"alice", "", {"system:authenticated"}, {}})),
      controller_api(instance.client(user_of("controller"))),
      operator_rights(*operator_api, "kubevirt-operator"),
      virt_api_rights(*virt_api_api, "kubevirt-apiserver"),
      admin(*admin_api),
      handler_client(*handler_api),
      scope(loop),
      emulation_auto_(emulation_auto) {
  make_product();
}

void World::make_product() {
  api = std::make_unique<virt::api::Component>(loop, virt_api_rights, virt::api::Options{"127.0.0.1", 0},
                                               Log("virt-api", LogLevel::warning));
  virt::operator_::Options options;
  options.launcher_image = "localhost/coracle/virt-launcher:test";
  options.emulation_auto = emulation_auto_;
  installer = std::make_unique<virt::operator_::Component>(loop, operator_rights, std::move(options),
                                                           Log("virt-operator", LogLevel::warning));
  services.set("kubevirt", "virt-api", 443, {"127.0.0.1", api->port()});
  product = std::make_unique<Scope>(loop);
}

Task<> World::restart() {
  co_await product->cancel_and_join();
  make_product();
  co_await begin();
}

World::~World() = default;

Task<> World::begin() {
  product->spawn(installer->run(), "virt-operator");
  product->spawn(api->run(), "virt-api");
  auto ready = api->ready();
  co_await within(20s, std::move(ready), "virt-api answers");
  co_await until("/apis/apiregistration.k8s.io/v1/apiservices/v1.subresources.kubevirt.io",
                 [](const json::Value& service) {
                   const auto* conditions = json::find(service, {"status", "conditions"});
                   return conditions != nullptr && conditions->is_array() && !conditions->get_array().empty() &&
                          json::text(conditions->get_array()[0], {"status"}) == "True";
                 });
  co_await until("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/virt-operator-validator",
                 [](const json::Value&) { return true; });
}

Task<> World::end() {
  if (handler_server) co_await handler_server->stop();
  co_await product->cancel_and_join();
  co_await scope.cancel_and_join();
  EXPECT_EQ(operator_rights.refused(), std::vector<std::string>()) << "virt-operator's role does not hold it";
  EXPECT_EQ(virt_api_rights.refused(), std::vector<std::string>()) << "virt-api's role does not hold it";
}

Task<> World::begin_handler() {
  handler_certificates.emplace(loop.executor(), handler_client, virt::shared::handler_server_secret("node1"), quiet);
  scope.spawn(handler_certificates->run(), "handler's certificate");
  auto ready = handler_certificates->ready();
  co_await within(10s, std::move(ready), "the handler's certificate is there");
  net::ServerOptions options;
  options.tls = std::make_shared<net::TlsServer>(handler_certificates->identity(), net::ClientCertificates::required,
                                                 handler_certificates->authorities());
  auto tls = options.tls;
  handler_certificates->on_authorities([tls](const std::string& pem) { tls->trust(pem); });
  handler_server.emplace(loop, played, options, quiet);
  auto listener = net::Listener::tcp("127.0.0.1", 0);
  const auto address = listener.address();
  handler_server->listen(std::move(listener));
  co_await send("PATCH", "/api/v1/nodes/node1",
                fmt::format(R"({{"metadata":{{"annotations":{{"coracle.dev/virt-handler-address":"{}"}}}}}})", address),
                "application/merge-patch+json");
}

Task<> World::add_node(std::string kvm) {
  co_await apply("/api/v1/nodes",
                 fmt::format(R"({{"apiVersion":"v1","kind":"Node","metadata":{{"name":"node1","annotations":{{
        "coracle.dev/kvm":"{}","kubevirt.io/heartbeat":"{}"}}}}}})",
                             kvm, format_time(std::chrono::system_clock::now())));
  co_await begin_handler();
}

Task<json::Value> World::get(const std::string& path) { co_return co_await admin.call("GET", path); }

Task<json::Value> World::until(std::string path, std::function<bool(const json::Value&)> holds) {
  json::Value last;
  for (int i = 0; i < 500; ++i) {
    std::optional<Error> failure;
    try {
      last = co_await get(path);
    } catch (const Error& error) {
      failure = error;
    }
    if (!failure && holds(last)) co_return last;
    if (failure && failure->reason() != Reason::not_found) last = json::Value(json::String(failure->message()));
    co_await sleep_for(20ms);
  }
  throw Error(Reason::timeout, path + " never held: " + json::serialize(last).substr(0, 2000));
}

Task<json::Value> World::apply(const std::string& path, std::string_view object) {
  co_return co_await admin.call("POST", path, parsed(object));
}

Task<net::WholeAnswer> World::send(std::string method, std::string path, std::string body, std::string type,
                                   net::RoundTrip* as) {
  net::Request request;
  request.method = std::move(method);
  request.target = std::move(path);
  request.body = std::move(body);
  request.headers.set("Content-Type", std::move(type));
  co_return co_await net::exchange(as != nullptr ? *as : *admin_api, std::move(request));
}

Task<Error> World::refusal(std::string method, std::string path, std::string_view body) {
  const auto answer = co_await send(method, path, std::string(body));
  if (answer.status < 300) throw Error(Reason::invalid, method + " " + path + " was not refused: " + answer.body);
  co_return kube::error_of(answer.status, answer.body);
}

namespace {
Task<> run_world(Loop& loop, Task<> (*test)(World&), bool emulation_auto) {
  World world(loop, emulation_auto);
  std::exception_ptr failure;
  try {
    co_await world.begin();
    co_await test(world);
  } catch (...) {
    failure = std::current_exception();
  }
  co_await world.end();
  if (failure) std::rethrow_exception(failure);
}
}  // namespace

void in_world(Task<> (*test)(World&), bool emulation_auto) {
  run_task([&](Loop& loop) { return run_world(loop, test, emulation_auto); });
}

std::string cirros(std::string_view run_strategy) {
  return fmt::format(R"({{"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine","metadata":{{"name":"vm-cirros"}},
    "spec":{{"runStrategy":"{}","template":{{"metadata":{{"labels":{{"kubevirt.io/size":"small"}}}},"spec":{{
      "domain":{{"devices":{{"disks":[{{"name":"containerdisk","disk":{{"bus":"virtio"}}}}],
        "interfaces":[{{"name":"default","masquerade":{{}}}}]}},"resources":{{"requests":{{"memory":"64M"}}}}}},
      "networks":[{{"name":"default","pod":{{}}}}],
      "volumes":[{{"name":"containerdisk","containerDisk":{{"image":"quay.io/kubevirt/cirros-container-disk-demo"}}}}]}}}}}}}})",
                     run_strategy);
}

}  // namespace coracle::install

#include "virt/api/component.h"

#include "api/kubevirt/v1/kubevirt.h"
#include "kube/typed.h"
#include "net/server.h"
#include "virt/api/server.h"
#include "virt/shared/component_certificates.h"

namespace coracle::virt::api {
namespace {
using namespace std::chrono_literals;

/// An AdmissionReview holds an object twice.
constexpr std::size_t body_limit = 8U << 20U;
}  // namespace

struct Component::Impl {
  Impl(Loop& its_loop, net::RoundTrip& api, const Options& options, Log where)
      : loop(its_loop),
        executor(loop.executor()),
        log(std::move(where)),
        client(api, {"virt-api", "virt-api", 30s}),
        identity(executor, client, std::string(shared::certificate_secret::api_server), log),
        to_handlers(executor, client, std::string(shared::certificate_secret::api_client), log),
        handlers(client, to_handlers),
        front_proxy(executor, client, log),
        kubevirts(kube::make_informer<kubevirt::KubeVirt>(
            executor, client,
            {.ns = std::string(shared::install_namespace), .label_selector = {}, .field_selector = {}}, log)),
        webhooks(client, *kubevirts, log),
        server({client, handlers, front_proxy, webhooks}, log),
        listener(net::Listener::tcp(options.address, options.port)),
        port(listener->port()),
        serving(executor) {}

  Task<> begin_serving(Scope& scope) {
    scope.spawn(identity.run(), "certificate");
    scope.spawn(to_handlers.run(), "certificate for virt-handler");
    scope.spawn(front_proxy.run(), "front proxy");
    co_await front_proxy.ready();
    co_await identity.ready();
    co_await to_handlers.ready();
    // The kind is there: virt-operator makes it before any certificate.
    scope.spawn(kubevirts->run(), "kubevirts");
    co_await kubevirts->synced();
    auto tls = std::make_shared<net::TlsServer>(identity.identity(), net::ClientCertificates::optional,
                                                front_proxy.rules().authorities_pem);
    front_proxy.on_authorities([tls](const std::string& pem) { tls->trust(pem); });
    net::ServerOptions options;
    options.tls = std::move(tls);
    options.body_limit = body_limit;
    http.emplace(loop, server, options, log);
    http->listen(std::move(*listener));
    log.info("serving", {{"port", std::to_string(port)}});
    serving.set();
  }

  Task<> run() {
    Scope scope(executor, [this](const std::string& name, std::exception_ptr error) {
      log.error("a task ended", {{"task", name}, {"error", describe(error)}});
    });
    std::exception_ptr ended;
    try {
      co_await begin_serving(scope);
      co_await sleep_until(SteadyTime::max());
    } catch (...) {
      ended = std::current_exception();
    }
    co_await uncancellable();
    if (http) co_await http->stop();
    co_await scope.cancel_and_join();
    if (ended) std::rethrow_exception(ended);
  }

  Loop& loop;
  Loop::Executor executor;
  Log log;
  kube::Client client;
  shared::ComponentCertificates identity;
  shared::ComponentCertificates to_handlers;
  Handlers handlers;
  FrontProxy front_proxy;
  std::unique_ptr<kube::Informer> kubevirts;
  Webhooks webhooks;
  Server server;
  std::optional<net::Listener> listener;
  std::uint16_t port;
  std::optional<net::Server> http;
  Event serving;
};

Component::Component(Loop& loop, net::RoundTrip& api, Options options, Log log)
    : impl_(std::make_unique<Impl>(loop, api, options, std::move(log))) {}
Component::~Component() = default;
Task<> Component::run() { co_await impl_->run(); }
Task<> Component::ready() {
  while (!impl_->serving.is_set()) co_await impl_->serving.wait();
}
std::uint16_t Component::port() const { return impl_->port; }

}  // namespace coracle::virt::api

#include "apiserver/instance.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <thread>

#include "apiserver/admission/chain.h"
#include "apiserver/admission/pods.h"
#include "apiserver/admission/webhooks.h"
#include "apiserver/aggregation/checker.h"
#include "apiserver/aggregation/proxy.h"
#include "apiserver/auth/authenticate.h"
#include "apiserver/auth/issuer_discovery.h"
#include "apiserver/builtin/resources.h"
#include "apiserver/crd/controller.h"
#include "apiserver/discovery/discovery.h"
#include "apiserver/first_objects.h"
#include "apiserver/kubelet/kubelets.h"
#include "apiserver/openapi/openapi.h"
#include "apiserver/tables/tables.h"
#include "base/files.h"
#include "net/in_process.h"
#include "net/renewal.h"
#include "net/server.h"

namespace coracle::apiserver {
namespace {
using namespace std::chrono_literals;

constexpr auto stop_grace = 1s;

/// Keeps a second server off the same state. The kernel drops the lock with the process, however that ends.
Fd lock_state(int folder, const std::string& path) {
  auto lock = open_beneath(folder, "lock", O_RDWR | O_CREAT, 0600);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) {
    const auto pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(lock.get(), 0) == 0) write_all(lock.get(), pid, "lock");
    return lock;
  }
  auto holder = read_file(folder, "lock", 64);
  while (!holder.empty() && holder.back() == '\n') holder.pop_back();
  throw Error(Reason::conflict, path + " is in use by process " + (holder.empty() ? "unknown" : holder) +
                                    ": stop that one, or choose another state folder");
}

std::string made_folder(const std::string& state, const std::string& name) {
  const auto root = open_directory("/");
  make_directories(root.get(), (state + "/" + name).substr(1), 0700);
  return state + "/" + name;
}

/// One thread that serves connections.
struct ServingLoop {
  explicit ServingLoop(const std::string& name) : thread_name(name) {}
  std::string thread_name;
  Loop loop;
  std::unique_ptr<Endpoint> endpoint;
  std::unique_ptr<net::Server> server;
  std::unique_ptr<net::InProcessServer> local;  ///< of the first loop alone
  std::thread thread;
};
}  // namespace

struct Instance::Impl {
  Impl(Options asked, Log where)
      : options(std::move(asked)),
        log(std::move(where)),
        state(open_state(options.state_folder)),
        lock(lock_state(state.get(), options.state_folder)),
        pki(load_keys(options)),
        store({made_folder(options.state_folder, "store") + "/objects.db"}, log.part("store")),
        registry(store),
        tokens(pki.service_account_key_pem, options.issuer, store, clock),
        authentication(tokens, clock),
        kubelets(store, options.nodes, pki.kubelet_client(), pki.cluster.certificate_pem()),
        tables(clock),
        openapi(store),
        definitions(control.executor(), store, registry, clock, log.part("crd")),
        checker(control.executor(), store, api_services, dialing, clock, log.part("aggregation")),
        parts{store,     registry, authentication, authorization,
              admission, clock,    &tables,        {&discovery, &openapi, &issuer, &proxy},
              log},
        checks{{"ping", [] { return true; }, true}, {"crds", [this] { return definitions.ready(); }, false}} {
    registry.replace({}, builtin::resources({store, tokens, kubelet::pod_log(kubelets), kubelet::pod_exec(kubelets),
                                             kubelet::pod_attach(kubelets), kubelet::pod_port_forward(kubelets)}));
    run_task([this](Loop&) -> Task<> { co_await store_first_objects(store, *registry.current(), clock, pki); });
    control_thread = std::thread([this] { control.run(); });
    try {
      run_on(control, start_controllers());
      serve();
    } catch (...) {
      stop();
      throw;
    }
  }
  ~Impl() { stop(); }

  static Pki load_keys(const Options& options) {
    auto keys = Pki::load_or_make(made_folder(options.state_folder, "pki"));
    keys.leaf_life = options.certificate_life;
    return keys;
  }

  static Fd open_state(const std::string& path) {
    if (path.empty() || path.front() != '/')
      throw Error(Reason::bad_request, "the state folder must be an absolute path");
    const auto root = open_directory("/");
    return make_directories(root.get(), path.substr(1), 0700);
  }

  std::string url() const {
    const auto& address = options.address;
    const bool v6 = address.find(':') != std::string::npos;
    return "https://" + (v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
  }

  void serve() {
    auto listener = net::Listener::tcp(options.address, options.port);
    port = listener.port();
    tls =
        std::make_shared<net::TlsServer>(certificate, net::ClientCertificates::optional, pki.cluster.certificate_pem());
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    const unsigned count = options.loops ? options.loops : std::min(cores, 8U);
    for (unsigned i = 0; i < count; ++i) {
      auto& one = *loops.emplace_back(std::make_unique<ServingLoop>("apiserver-" + std::to_string(i)));
      one.endpoint = std::make_unique<Endpoint>(parts, checks, one.loop.executor());
      net::ServerOptions serving;
      serving.tls = tls;
      one.server = std::make_unique<net::Server>(one.loop, *one.endpoint, serving, log);
      if (i == 0) one.local = std::make_unique<net::InProcessServer>(one.loop, *one.endpoint);
      one.thread = std::thread([&one] { one.loop.run(); });
    }
    std::vector<net::Server*> others;
    for (std::size_t i = 1; i < loops.size(); ++i) others.push_back(loops[i]->server.get());
    auto shared = std::make_shared<net::Listener>(std::move(listener));
    loops[0]->loop.post(
        [server = loops[0]->server.get(), shared, others] { server->listen(std::move(*shared), others); });
  }

  /// The loop that accepts stops first: it hands connections to the others. The loops themselves stay, for clients of
  /// this process may still knock.
  void stop() {
    for (auto& one : loops) {
      if (!one->thread.joinable()) continue;
      stop_after(one->loop, stop_one(*one));
      one->thread.join();
    }
    if (!control_thread.joinable()) return;
    stop_after(control, stop_controllers());
    control_thread.join();
  }
  Task<> start_controllers() {
    co_await definitions.start();
    checker.start();
    renew("of the API", certificate, [this] { return pki.server({options.address}); });
    renew("of the front proxy", dialing.front_proxy, [this] { return pki.front_proxy_client(); });
    renew("of the kubelets' client", kubelets.identity(), [this] { return pki.kubelet_client(); });
  }
  void renew(std::string what, std::shared_ptr<net::CertificateSource> shown, std::function<net::Identity()> issue) {
    const auto current = shown->get();
    renewals.spawn(net::keep_renewed(
        std::move(what), current->certificate_pem, std::move(issue),
        [shown](net::Identity made) { shown->replace(std::move(made)); }, log));
  }
  Task<> stop_controllers() {
    co_await renewals.cancel_and_join();
    co_await checker.stop();
    co_await definitions.stop();
  }
  static Task<> stop_one(ServingLoop& one) {
    if (one.local) co_await one.local->stop();
    co_await one.server->stop(stop_grace);
    one.server.reset();
    one.endpoint.reset();
  }

  Options options;
  Log log;
  SystemClock clock;
  Fd state;
  Fd lock;
  Pki pki;
  Store store;
  Registry registry;
  Tokens tokens;
  Authentication authentication;
  Authorization authorization;
  IssuerDiscovery issuer{tokens, [this] { return url(); }};
  StaticServices no_services;
  const ServiceResolver& services = options.services ? *options.services : no_services;
  admission::PodAdmission pods{store};
  admission::WebhookAdmission webhooks{store, registry, services, log.part("admission")};
  admission::Chain admission{{&pods, &webhooks}};
  kubelet::Kubelets kubelets;
  TableRenderer tables;
  OpenApi openapi;
  aggregation::Dialing dialing{services, std::make_shared<net::CertificateSource>(pki.front_proxy_client())};
  aggregation::ApiServices api_services{store};
  aggregation::Proxy proxy{api_services, dialing};
  std::shared_ptr<net::CertificateSource> certificate =
      std::make_shared<net::CertificateSource>(pki.server({options.address}));
  Loop control;  ///< of the control loops within the server
  Scope renewals{control};
  crd::Controller definitions;
  aggregation::Checker checker;
  Discovery discovery{[this] { return checker.aggregated(); }};
  ServerParts parts;
  std::vector<HealthCheck> checks;
  std::shared_ptr<net::TlsServer> tls;
  std::vector<std::unique_ptr<ServingLoop>> loops;
  std::thread control_thread;
  std::uint16_t port = 0;
};

Instance::Instance(Options options, Log log) : impl_(std::make_unique<Impl>(std::move(options), std::move(log))) {}
Instance::~Instance() = default;
std::uint16_t Instance::port() const { return impl_->port; }
const Pki& Instance::pki() const { return impl_->pki; }
void Instance::stop() { impl_->stop(); }

std::unique_ptr<net::RoundTrip> Instance::client(net::User user) {
  return impl_->loops.front()->local->client(std::move(user));
}

std::string Instance::url() const { return impl_->url(); }

std::string Instance::admin_kubeconfig() const {
  const auto& pki = impl_->pki;
  return kubeconfig_text(url(), pki.cluster.certificate_pem(), pki.user("coracle-admin", {"system:masters"}),
                         "coracle");
}

}  // namespace coracle::apiserver

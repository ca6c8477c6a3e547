#include "virt/operator/component.h"

#include "virt/operator/kinds.h"
#include "virt/operator/reconciler.h"
#include "virt/shared/component_certificates.h"

namespace coracle::virt::operator_ {
namespace {
using namespace std::chrono_literals;

bool is_established(const json::Value& definition) {
  const auto* conditions = json::find(definition, {"status", "conditions"});
  if (conditions == nullptr || !conditions->is_array()) return false;
  for (const auto& condition : conditions->get_array())
    if (json::text(condition, {"type"}) == "Established" && json::text(condition, {"status"}) == "True") return true;
  return false;
}

std::string home() { return std::string(shared::install_namespace); }

}  // namespace

struct Component::Impl {
  Impl(Loop& loop, net::RoundTrip& api, Options asked, Log where)
      : executor(loop.executor()),
        options(std::move(asked)),
        log(std::move(where)),
        client(api, {"virt-operator", std::string(field_manager), 30s}),
        installer(executor, client, log),
        kubevirts(kube::make_informer<KubeVirt>(executor, client, {}, log)),
        nodes(kube::make_informer<Node>(executor, client, {}, log)),
        events(executor, client, "virt-operator", "", log) {
    if (!options.components_in_process)
      throw Error(Reason::invalid,
                  "virt-operator installs the components of one process only: installing them as Deployments and a "
                  "DaemonSet is not built yet");
    follow_all();
  }

  void follow_all() {
    namespace webhooks = api::admissionregistration::v1;
    installer.follow(kind<api::apiextensions::v1::CustomResourceDefinition>());
    installer.follow(kind<api::apiregistration::v1::APIService>());
    installer.follow(kind<webhooks::MutatingWebhookConfiguration>());
    installer.follow(kind<webhooks::ValidatingWebhookConfiguration>());
    installer.follow(kind<api::rbac::v1::ClusterRole>());
    installer.follow(kind<api::rbac::v1::ClusterRoleBinding>());
    for (const std::string& ns : {home(), std::string("kube-system")}) {
      installer.follow(kind<api::rbac::v1::Role>(), ns);
      installer.follow(kind<api::rbac::v1::RoleBinding>(), ns);
    }
    installer.follow(kind<api::core::v1::ServiceAccount>(), home());
    installer.follow(kind<api::core::v1::Secret>(), home());
    installer.follow(kind<api::core::v1::ConfigMap>(), home());
    installer.follow(kind<api::core::v1::Pod>(), home());
  }

  /// Whether the API server has the kind.
  Task<bool> has(std::string group_path, std::string plural) {
    try {
      const auto list = co_await client.call("GET", std::move(group_path));
      const auto* resources = json::find(list, {"resources"});
      if (resources == nullptr || !resources->is_array()) co_return false;
      for (const auto& one : resources->get_array())
        if (json::text(one, {"name"}) == plural) co_return true;
    } catch (const Error& error) {
      if (error.reason() != Reason::not_found) throw;
    }
    co_return false;
  }

  /// What must be there before anything can be watched: our namespace, and the kind KubeVirt.
  Task<> begin() {
    json::Object metadata{
        {"name", shared::install_namespace},
        {"labels", json::Object{{"kubevirt.io", ""}, {"pod-security.kubernetes.io/enforce", "privileged"}}}};
    const auto& namespaces = kind<api::core::v1::Namespace>();
    const kube::Key own{"", home()};
    if (!co_await client.find(namespaces, own))
      co_await client.create_if_absent(
          namespaces, "", json::Object{{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", std::move(metadata)}});
    served.services = co_await has("/api/v1", "services");
    served.priority_classes = co_await has("/apis/scheduling.k8s.io/v1", "priorityclasses");
    if (served.services) installer.follow(service_kind, home());
    if (served.priority_classes) installer.follow(priority_class_kind);
  }

  Task<> begin_kubevirt() {
    const auto& definitions_kind = kind<api::apiextensions::v1::CustomResourceDefinition>();
    for (auto& one : definitions())
      if (one.key.name == "kubevirts.kubevirt.io") co_await installer.ensure(std::move(one));
    const kube::Key name{"", "kubevirts.kubevirt.io"};
    auto established = installer.until(definitions_kind, name, is_established);
    co_await within(30s, std::move(established), "wait until kind KubeVirt is served");
    const auto existing = co_await client.list(kind<KubeVirt>());
    if (!existing.items.empty()) co_return;
    auto first = schema::encode(first_kubevirt());
    co_await client.create_if_absent(kind<KubeVirt>(), home(), std::move(first));
    log.info("created the KubeVirt object", {{"name", home() + "/kubevirt"}});
  }

  using Step = Task<> (Impl::*)();
  /// The API server, or what it asks, may still be on its way.
  Task<> until_done(Step step, std::string what) {
    for (int failures = 0;; ++failures) {
      std::string failure;
      try {
        co_return co_await (this->*step)();
      } catch (const Error& error) {
        failure = error.message();
      }
      log.warning("cannot begin yet", {{"step", what}, {"error", failure}});
      co_await sleep_for(std::min<Duration>(5s, 100ms * (1LL << std::min(failures, 6))));
    }
  }

  Task<> work(Scope& scope) {
    co_await until_done(&Impl::begin, "namespace");
    scope.spawn(installer.run(), "installed objects");
    scope.spawn(events.run(), "events");
    co_await installer.synced();
    co_await until_done(&Impl::begin_kubevirt, "kind KubeVirt");
    reconciler.emplace(Reconciler::Parts{client, *kubevirts, *nodes, installer, events, clock}, options, served, log);
    controller.emplace(executor, *reconciler, kube::Controller::Options{.name = "installation", .workers = 1}, log);
    // One key: all KubeVirt objects are looked at together.
    const std::vector<kube::Key> keys{{home(), "kubevirt"}};
    const auto wake = [keys](const kube::CachedObject&) { return keys; };
    controller->watch(*kubevirts, wake);
    controller->watch(*nodes, wake);
    installer.wake(*controller, keys);
    controller->reads_own(reconciler->writes());
    scope.spawn(kubevirts->run(), "kubevirts");
    scope.spawn(nodes->run(), "nodes");
    co_await controller->run();
  }

  Task<> run() {
    Scope scope(executor, [this](const std::string& name, std::exception_ptr error) {
      log.error("a task ended", {{"task", name}, {"error", describe(error)}});
    });
    std::exception_ptr ended;
    try {
      co_await work(scope);
    } catch (...) {
      ended = std::current_exception();
    }
    co_await uncancellable();
    co_await scope.cancel_and_join();
    if (ended) std::rethrow_exception(ended);
  }

  Loop::Executor executor;
  Options options;
  Log log;
  SystemClock clock;
  kube::Client client;
  Installer installer;
  std::unique_ptr<kube::Informer> kubevirts;
  std::unique_ptr<kube::Informer> nodes;
  kube::EventRecorder events;
  Served served;
  // The informers wake them to their own end, which comes after that of work().
  std::optional<Reconciler> reconciler;
  std::optional<kube::Controller> controller;
};

Component::Component(Loop& loop, net::RoundTrip& api, Options options, Log log)
    : impl_(std::make_unique<Impl>(loop, api, std::move(options), std::move(log))) {}
Component::~Component() = default;
Task<> Component::run() { co_await impl_->run(); }

}  // namespace coracle::virt::operator_

#include "cluster/component.h"

#include "api/apiextensions/v1/custom_resource_definition.h"
#include "api/apiregistration/v1/api_service.h"
#include "api/coordination/v1/lease.h"
#include "base/until_cancelled.h"
#include "cluster/events/expiry.h"
#include "cluster/garbage/collector.h"
#include "cluster/namespaces/contents.h"
#include "cluster/namespaces/emptying.h"
#include "cluster/nodes/lifecycle.h"
#include "cluster/nodes/pod_cleanup.h"
#include "cluster/scheduler/scheduler.h"

namespace coracle::cluster {
namespace {
using api::core::v1::Namespace;
using api::core::v1::Node;
using api::core::v1::Pod;

/// Definitions and API services decide what is served; of them only that they change is of interest.
kube::Informer raw_informer(Loop& loop, kube::Client& client, const api::Kind& kind, const Log& log) {
  return {loop.executor(), client, kind, {}, {}, log};
}
}  // namespace

struct Component::Impl {
  Impl(Loop& loop, net::RoundTrip& api, net::RoundTrip& scheduler_api, Options asked, Log where)
      : executor(loop.executor()),
        log(std::move(where)),
        client(api, {.user_agent = "kube-controller-manager", .field_manager = "kube-controller-manager"}),
        scheduler_client(scheduler_api, {.user_agent = "kube-scheduler", .field_manager = "kube-scheduler"}),
        namespaces(kube::make_informer<Namespace>(executor, client, {}, log)),
        nodes(kube::make_informer<Node>(executor, client, {}, log)),
        pods(kube::make_informer<Pod>(executor, client, {}, log)),
        leases(executor, client, api::kind_of(static_cast<const api::coordination::v1::Lease*>(nullptr)),
               {.ns = "kube-node-lease"}, {}, log),
        definitions(raw_informer(
            loop, client, api::kind_of(static_cast<const api::apiextensions::v1::CustomResourceDefinition*>(nullptr)),
            log)),
        services(raw_informer(loop, client,
                              api::kind_of(static_cast<const api::apiregistration::v1::APIService*>(nullptr)), log)),
        discovery(executor, client, log),
        collector(executor, client, discovery, log),
        contents(executor, client, *namespaces, std::move(asked.ca_pem), log),
        emptying(executor, client, *namespaces, discovery, log),
        lifecycle(executor, client, *nodes, leases, clock, log),
        pod_cleanup(executor, client, *pods, *nodes, clock, log),
        scheduler_events(executor, scheduler_client, "default-scheduler", "", log),
        scheduler(executor, {scheduler_client, *pods, *nodes, *namespaces, scheduler_events}, log.part("scheduler")) {
    for (auto* informer : {&definitions, &services})
      informer->on_change([this](const kube::Cached&, const kube::Cached&) { discovery.look_again(); });
    collector.on_gone([this](const std::string& ns) { emptying.object_gone(ns); });
  }

  Task<> run() {
    Scope scope(executor, [this](const std::string& name, std::exception_ptr error) {
      log.error("a control loop ended", {{"loop", name}, {"error", describe(error)}});
    });
    for (auto* informer : all_informers()) scope.spawn(informer->run(), "informer");
    scope.spawn(discovery.run(), "discovery");
    scope.spawn(collector.run(), "garbage collector");
    scope.spawn(contents.run(), "namespace contents");
    scope.spawn(emptying.run(), "namespace deletion");
    scope.spawn(lifecycle.run(), "node lifecycle");
    scope.spawn(pod_cleanup.run(), "pod cleanup");
    scope.spawn(expire_events(client, clock, log), "old events");
    scope.spawn(scheduler_events.run(), "events");
    scope.spawn(scheduler.run(), "scheduler");
    co_await until_cancelled(scope);
  }

  std::vector<kube::Informer*> all_informers() {
    return {namespaces.get(), nodes.get(), pods.get(), &leases, &definitions, &services};
  }

  Loop::Executor executor;
  Log log;
  SystemClock clock;
  kube::Client client, scheduler_client;
  std::unique_ptr<kube::Informer> namespaces, nodes, pods;
  kube::Informer leases, definitions, services;
  Discovery discovery;
  garbage::Collector collector;
  NamespaceContents contents;
  NamespaceEmptying emptying;
  NodeLifecycle lifecycle;
  PodCleanup pod_cleanup;
  kube::EventRecorder scheduler_events;
  Scheduler scheduler;
};

Component::Component(Loop& loop, net::RoundTrip& api, net::RoundTrip& scheduler_api, Options options, Log log)
    : impl_(std::make_unique<Impl>(loop, api, scheduler_api, std::move(options), std::move(log))) {}
Component::~Component() = default;
Task<> Component::run() { return impl_->run(); }
Task<> Component::ready() {
  for (auto* informer : impl_->all_informers()) co_await informer->synced();
}

}  // namespace coracle::cluster

#include "virt/handler/component.h"

#include <sys/stat.h>

#include <algorithm>

#include "api/kubevirt/v1/kubevirt.h"
#include "api/kubevirt/v1/names.h"
#include "base/worker.h"
#include "kube/reconciler.h"
#include "net/server.h"
#include "virt/handler/devices/device_plugins.h"
#include "virt/handler/kvm_probe/kvm_probe.h"
#include "virt/handler/labels/labeller.h"
#include "virt/handler/node/node_keeper.h"
#include "virt/handler/server/instance_server.h"
#include "virt/handler/vmi/reconciler.h"
#include "virt/shared/component_certificates.h"

namespace coracle::virt::handler {
using namespace std::chrono_literals;
namespace kubevirt = api::kubevirt::v1;

namespace composing {
namespace {

constexpr std::int64_t usual_count = 1000;  // guests of a node
constexpr Duration goodbye_limit = 2s;
constexpr Duration health_every = 60s;

kube::Selection guests_of(const std::string& node) {
  return {.ns = {}, .label_selector = std::string(kubevirt::label::node_name) + "=" + node, .field_selector = {}};
}
/// By no label: whoever takes one off a launcher's pod must not make it look as if the pod had gone.
kube::Selection pods_on(const std::string& node) {
  return {.ns = {}, .label_selector = {}, .field_selector = "spec.nodeName=" + node};
}

bool exists(const char* path) {
  struct stat status {};
  return ::stat(path, &status) == 0 && S_ISCHR(status.st_mode);
}

/// KVM is offered where it works, never because the file is there.
std::vector<SharedDevice> offered_devices(KvmState kvm) {
  std::vector<SharedDevice> devices;
  if (kvm == KvmState::usable) devices.push_back({"kvm", "/dev/kvm"});
  if (exists("/dev/net/tun")) devices.push_back({"tun", "/dev/net/tun"});
  if (exists("/dev/vhost-net")) devices.push_back({"vhost-net", "/dev/vhost-net"});
  return devices;
}

}  // namespace
}  // namespace composing

struct Component::Impl {
  Impl(Loop& on, net::RoundTrip& api, Options given, Log to);

  void follow_config();
  GuestReconciler::Parts guest_parts();
  Labeller::Callbacks labeller_callbacks();
  void update_schedulable();
  std::int64_t device_count() const;

  Task<> run();
  Task<> until_failure();
  Task<> stop();
  Task<> work_on_guests();
  Task<> serve();
  Task<> offer_devices();
  Task<> watch_health();

  Loop& loop;
  Options options;
  Log log;
  SystemClock clock;
  kube::Client client;
  FolderWatch folders;
  Worker worker{"kvm-probe"};
  kube::EventRecorder events;
  shared::ComponentCertificates certificates;
  std::unique_ptr<kube::Informer> vmis, pods, nodes, kubevirts;
  kube::Writer<kubevirt::VirtualMachineInstance> writer;
  shared::ClusterConfig config;
  NodeKeeper node;
  std::exception_ptr failure;
  Event failed;
  Event probed;
  KvmState kvm = KvmState::absent;
  bool offered = false;
  Scope scope;
  GuestReconciler guests;
  kube::Controller controller;
  InstanceServer instances;
  Labeller labeller;
  std::unique_ptr<DevicePlugins> devices;
  std::unique_ptr<net::Server> server;
};

Component::Impl::Impl(Loop& on, net::RoundTrip& api, Options given, Log to)
    : loop(on),
      options(std::move(given)),
      log(std::move(to)),
      client(api, {.user_agent = "virt-handler", .field_manager = "virt-handler", .timeout = 30s}),
      events(on.executor(), client, "virt-handler", options.node, log),
      certificates(on.executor(), client, shared::handler_server_secret(options.node), log),
      vmis(kube::make_informer<kubevirt::VirtualMachineInstance>(on.executor(), client,
                                                                 composing::guests_of(options.node), log)),
      pods(kube::make_informer<api::core::v1::Pod>(on.executor(), client, composing::pods_on(options.node), log)),
      nodes(kube::make_informer<api::core::v1::Node>(
          on.executor(), client, {.ns = {}, .label_selector = {}, .field_selector = "metadata.name=" + options.node},
          log)),
      kubevirts(kube::make_informer<kubevirt::KubeVirt>(
          on.executor(), client,
          {.ns = std::string(shared::install_namespace), .label_selector = {}, .field_selector = {}}, log)),
      writer(client, *vmis),
      node(on.executor(), client, *nodes, options.node, clock, log),
      failed(on.executor()),
      probed(on.executor()),
      scope(on,
            [this](const std::string& name, std::exception_ptr error) {
              log.error("a part of virt-handler ended", {{"part", name}, {"error", coracle::describe(error)}});
              if (!failure) failure = error;
              failed.set();
            }),
      guests(guest_parts()),
      controller(on.executor(), guests, {.name = "guests", .workers = 16, .limit = 60s, .own_writes = 5s}, log),
      instances(on.executor(), guests, events, options.paths, log),
      labeller(on.executor(), options.paths, folders, labeller_callbacks(), log) {
  pods->add_index(pods_by_uid, [](const kube::CachedObject& pod) { return std::vector<std::string>{pod.uid}; });
  follow_config();
  guests.wake_by([this](const kube::Key& key) { controller.queue().add(key); });
  controller.watch_self(*vmis);
  controller.watch_owned(*pods, "VirtualMachineInstance");
  controller.reads_own(writer.log());
}

GuestReconciler::Parts Component::Impl::guest_parts() {
  return {loop.executor(),
          options.node,
          options.paths,
          options.helper,
          folders,
          events,
          client,
          *vmis,
          *pods,
          writer,
          [this]() -> const shared::ClusterConfig& { return config; },
          clock,
          scope,
          log};
}

void Component::Impl::follow_config() {
  kubevirts->on_change([this](const kube::Cached&, const kube::Cached& after) {
    config = after ? shared::ClusterConfig(kube::Seen<kubevirt::KubeVirt>(after)->spec.configuration)
                   : shared::ClusterConfig();
    if (devices) devices->set_count(device_count());
    labeller.look_again();
  });
}

std::int64_t Component::Impl::device_count() const {
  return std::clamp<std::int64_t>(config.raw().virtual_machine_instances_per_node.value_or(composing::usual_count), 1,
                                  100'000);
}

Labeller::Callbacks Component::Impl::labeller_callbacks() {
  Labeller::Callbacks calls;
  calls.options = [this] { return LabelOptions{kvm == KvmState::usable, config.raw().obsolete_cpu_models, "amd64"}; };
  calls.labelled = [this](std::map<std::string, std::string> labels) {
    node.want([&labels](NodeState& state) { state.labels = std::move(labels); });
    update_schedulable();
  };
  calls.nothing_yet = [this] {
    log.warning("the node probe has not reported yet; no guests are sent here until it does",
                {{"folder", options.paths.node_labeller()}});
    const auto seen = node.node();
    if (seen)
      events.record(kube::event_subject(seen.cached().raw), "Warning", "NodeProbePending",
                    "the node probe has not reported what this node can do; no guests are sent here until it does");
  };
  return calls;
}

void Component::Impl::update_schedulable() {
  const bool can = offered && node.wanted().labels.has_value();
  if (can == node.wanted().schedulable) return;
  node.want([can](NodeState& state) { state.schedulable = can; });
  log.info(can ? "guests may be sent here" : "no guests may be sent here");
}

Task<> Component::Impl::work_on_guests() {
  co_await vmis->synced();
  co_await pods->synced();
  guests.find_ghosts();
  co_await controller.run();
}

Task<> Component::Impl::serve() {
  auto listener = net::Listener::tcp(options.address, options.port);
  const auto address = listener.address();
  co_await certificates.ready();
  auto tls = std::make_shared<net::TlsServer>(certificates.identity(), net::ClientCertificates::required,
                                              certificates.authorities());
  certificates.on_authorities([tls](const std::string& pem) { tls->trust(pem); });
  net::ServerOptions server_options;
  server_options.tls = tls;
  server = std::make_unique<net::Server>(loop, instances, server_options, log.part("server"));
  server->listen(std::move(listener));
  log.info("serves virt-api", {{"address", address}});
  node.want([&address](NodeState& state) { state.address = address; });
}

Task<> Component::Impl::offer_devices() {
  const auto verdict = co_await worker.run([] { return probe_kvm(); });
  kvm = verdict.state;
  probed.set();
  log.info("KVM was probed", {{"state", std::string(to_string(kvm))}, {"found", verdict.sentence}});
  node.want([this](NodeState& state) { state.kvm = to_string(kvm); });
  devices = std::make_unique<DevicePlugins>(loop.executor(), options.paths, folders, composing::offered_devices(kvm),
                                            device_count(), log);
  devices->on_offered([this](bool all) {
    offered = all;
    update_schedulable();
  });
  scope.spawn(watch_health(), "health of devices");
  scope.spawn(labeller.run(), "labeller");
  co_await devices->run();
}

Task<> Component::Impl::watch_health() {
  while (true) {
    co_await sleep_for(composing::health_every);
    devices->check_health();
  }
}

Task<> Component::Impl::until_failure() {
  while (!failed.is_set()) co_await failed.wait();
}

Task<> Component::Impl::stop() {
  co_await scope.cancel_and_join();
  if (server) co_await server->stop();
  co_await guests.leave();
  try {
    auto goodbye = node.say_goodbye();
    co_await within(composing::goodbye_limit, std::move(goodbye), "marking the node unschedulable");
  } catch (const Error& error) {
    log.warning("the node could not be marked unschedulable", {{"error", error.what()}});
  }
}

Task<> Component::Impl::run() {
  scope.spawn(folders.run(), "folders");
  scope.spawn(events.run(), "events");
  scope.spawn(certificates.run(), "certificates");
  for (auto* informer : {vmis.get(), pods.get(), nodes.get(), kubevirts.get()})
    scope.spawn(informer->run(), std::string(informer->kind().plural));
  scope.spawn(node.run(), "node");
  scope.spawn(work_on_guests(), "guests");
  scope.spawn(serve(), "server");
  scope.spawn(offer_devices(), "devices");
  std::exception_ptr ended;
  try {
    co_await until_failure();
    ended = failure;
  } catch (...) {
    ended = std::current_exception();
  }
  co_await uncancellable();
  co_await stop();
  std::rethrow_exception(ended);
}

Component::Component(Loop& loop, net::RoundTrip& api, Options options, Log log)
    : impl_(std::make_unique<Impl>(loop, api, std::move(options), std::move(log))) {}
Component::~Component() = default;
Task<> Component::run() { co_await impl_->run(); }
Task<> Component::ready() { co_await impl_->node.schedulable(); }

}  // namespace coracle::virt::handler

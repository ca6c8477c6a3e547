#include "virt/controller/component.h"

#include "api/kubevirt/v1/kubevirt.h"
#include "api/kubevirt/v1/names.h"
#include "api/kubevirt/v1/states.h"
#include "kube/custom_kinds.h"
#include "virt/controller/node/reconciler.h"
#include "virt/controller/vm/reconciler.h"
#include "virt/controller/vmi/reconciler.h"
#include "virt/shared/component_certificates.h"

namespace coracle::virt::controller {
namespace {
namespace core = api::core::v1;
namespace kubevirt = api::kubevirt::v1;

template <class T>
std::unique_ptr<kube::Informer> informer_of(const Loop::Executor& executor, kube::Client& client, const Log& log,
                                            kube::Selection selection = {}) {
  auto informer = kube::make_informer<T>(executor, client, std::move(selection), log);
  // Who wrote which member is long, and nobody here reads it.
  informer->strip([](json::Value& object) {
    auto* metadata = object.is_object() ? object.get_object().if_contains("metadata") : nullptr;
    if (metadata && metadata->is_object()) metadata->get_object().erase("managedFields");
  });
  return informer;
}

launcher_pod::LauncherImage launcher_image_of(const Options& options) {
  launcher_pod::LauncherImage launcher{options.launcher_image, {}};
  for (const auto& name : options.image_pull_secrets) launcher.pull_secrets.push_back({name});
  return launcher;
}

template <class T>
kube::Kind kind_named() {
  return api::kind_of(static_cast<const T*>(nullptr));
}
}  // namespace

/// What there is once, in the order it is made in: caches, writers, rules, and the controllers that run them.
struct Component::Impl {
  Impl(Loop& loop, net::RoundTrip& api, Options asked, Log to)
      : executor(loop.executor()),
        log(std::move(to)),
        client(api, {.user_agent = "virt-controller", .field_manager = "virt-controller"}),
        installations(
            informer_of<kubevirt::KubeVirt>(executor, client, log, {std::string(shared::install_namespace), {}, {}})),
        machines(informer_of<kubevirt::VirtualMachine>(executor, client, log)),
        instances(informer_of<kubevirt::VirtualMachineInstance>(executor, client, log)),
        pods(informer_of<core::Pod>(executor, client, log, {{}, "kubevirt.io=virt-launcher", {}})),
        nodes(informer_of<core::Node>(executor, client, log)),
        settings(*installations),
        revisions(client, log),
        events(executor, client, "virtualmachine-controller", "", log),
        machine_writer(client, *machines),
        vm_instance_writer(client, *instances),
        vmi_instance_writer(client, *instances),
        node_instance_writer(client, *instances),
        pod_writer(client, *pods),
        node_writer(client, *nodes),
        vm({.machines = kube::Lister<kubevirt::VirtualMachine>(*machines),
            .instances = kube::Lister<kubevirt::VirtualMachineInstance>(*instances),
            .machine_writer = machine_writer,
            .instance_writer = vm_instance_writer,
            .revisions = revisions,
            .events = events,
            .settings = settings,
            .clock = clock}),
        vmi({.instances = kube::Lister<kubevirt::VirtualMachineInstance>(*instances),
             .pods = kube::Lister<core::Pod>(*pods),
             .machines = kube::Lister<kubevirt::VirtualMachine>(*machines),
             .client = client,
             .instance_writer = vmi_instance_writer,
             .pod_writer = pod_writer,
             .events = events,
             .settings = settings,
             .clock = clock,
             .launcher = launcher_image_of(asked)}),
        node({.nodes = kube::Lister<core::Node>(*nodes),
              .instances = kube::Lister<kubevirt::VirtualMachineInstance>(*instances),
              .pods = kube::Lister<core::Pod>(*pods),
              .client = client,
              .node_writer = node_writer,
              .instance_writer = node_instance_writer,
              .events = events,
              .clock = clock,
              .not_before = clock.now() + std::chrono::duration_cast<WallTime::duration>(asked.node_grace)}),
        vms(executor, vm, {.name = "vm", .workers = 8}, log),
        vmis(executor, vmi, {.name = "vmi", .workers = 8}, log),
        nodes_controller(executor, node, {.name = "node", .workers = 1}, log),
        is_ready(executor) {
    instances->add_index(node::by_node, node::node_of_instance);
    wire_machines();
    wire_instances();
    wire_nodes();
  }

  void wire_machines() {
    vms.watch_self(*machines);
    // An instance of the machine's name that belongs to somebody else is in its way, too.
    vms.watch_self(*instances);
    vms.watch_owned(*instances, "VirtualMachine");
    vms.reads_own(machine_writer.log());
    vms.reads_own(vm_instance_writer.log());
    settings.on_change([this] {
      for (const auto& machine : machines->all()) vms.queue().add(machine->key);
    });
  }

  void wire_instances() {
    vmis.watch_self(*instances);
    vmis.watch_owned(*pods, "VirtualMachineInstance");
    // The end of its machine lets an instance go.
    vmis.watch(*machines, [](const kube::CachedObject& machine) -> std::vector<kube::Key> {
      if (json::find(machine.raw, {"metadata", "deletionTimestamp"})) return {machine.key};
      return {};
    });
    vmis.reads_own(vmi_instance_writer.log());
    vmis.reads_own(pod_writer.log());
    settings.on_change([this] {
      for (const auto& instance : instances->all()) vmis.queue().add(instance->key);
    });
  }

  void wire_nodes() {
    nodes_controller.watch_self(*nodes);
    nodes_controller.watch(*instances, [](const kube::CachedObject& instance) {
      std::vector<kube::Key> keys;
      for (auto& name : node::node_of_instance(instance)) keys.push_back({"", std::move(name)});
      return keys;
    });
    // Judged by what is there: not before all of it is.
    nodes_controller.watch(*pods, [](const kube::CachedObject&) { return std::vector<kube::Key>{}; });
    nodes_controller.reads_own(node_writer.log());
    nodes_controller.reads_own(node_instance_writer.log());
  }

  Task<> caches_filled() {
    for (auto* informer : {installations.get(), machines.get(), instances.get(), pods.get(), nodes.get()})
      co_await informer->synced();
  }

  Task<> work() {
    co_await kube::until_served(client,
                                {kind_named<kubevirt::KubeVirt>(), kind_named<kubevirt::VirtualMachine>(),
                                 kind_named<kubevirt::VirtualMachineInstance>()},
                                log);
    for (auto* informer : {installations.get(), machines.get(), instances.get(), pods.get(), nodes.get()})
      scope->spawn(informer->run(), std::string(informer->kind().plural));
    scope->spawn(events.run(), "events");
    // No pod is made before the settings are known.
    co_await caches_filled();
    scope->spawn(vms.run(), "machines");
    scope->spawn(vmis.run(), "instances");
    scope->spawn(nodes_controller.run(), "nodes");
    log.info("works", {});
    is_ready.set();
  }

  Loop::Executor executor;
  Log log;
  SystemClock clock;
  kube::Client client;
  std::unique_ptr<kube::Informer> installations;
  std::unique_ptr<kube::Informer> machines;
  std::unique_ptr<kube::Informer> instances;
  std::unique_ptr<kube::Informer> pods;
  std::unique_ptr<kube::Informer> nodes;
  Settings settings;
  vm::Revisions revisions;
  kube::EventRecorder events;
  kube::Writer<kubevirt::VirtualMachine> machine_writer;
  // One a controller: each waits for its own writes, not for the others'.
  kube::Writer<kubevirt::VirtualMachineInstance> vm_instance_writer;
  kube::Writer<kubevirt::VirtualMachineInstance> vmi_instance_writer;
  kube::Writer<kubevirt::VirtualMachineInstance> node_instance_writer;
  kube::Writer<core::Pod> pod_writer;
  kube::Writer<core::Node> node_writer;
  vm::Reconciler vm;
  vmi::Reconciler vmi;
  node::Reconciler node;
  kube::Controller vms;
  kube::Controller vmis;
  kube::Controller nodes_controller;
  Event is_ready;
  std::optional<Scope> scope;
};

Component::Component(Loop& loop, net::RoundTrip& api, Options options, Log log)
    : impl_(std::make_unique<Impl>(loop, api, std::move(options), std::move(log))) {}
Component::~Component() = default;

Task<> Component::ready() {
  while (!impl_->is_ready.is_set()) co_await impl_->is_ready.wait();
}

Task<> Component::run() {
  impl_->scope.emplace(impl_->executor, [log = impl_->log](const std::string& name, std::exception_ptr error) {
    log.error("a part ended", {{"part", name}, {"error", describe(error)}});
  });
  std::exception_ptr ended;
  try {
    co_await impl_->work();
    co_await sleep_until(SteadyTime::max());
  } catch (...) {
    ended = std::current_exception();
  }
  co_await uncancellable();
  co_await impl_->scope->cancel_and_join();
  impl_->scope.reset();
  std::rethrow_exception(ended);
}

}  // namespace coracle::virt::controller

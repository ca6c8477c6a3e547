#include "node/component.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/files.h"
#include "node/containerd/daemon.h"
#include "node/folders.h"
#include "node/images/import.h"
#include "node/mirror/registry.h"
#include "node/network.h"
#include "node/pods/admission.h"
#include "node/pods/pods.h"
#include "node/registration/registrar.h"

namespace coracle::node {
namespace {
using namespace std::chrono_literals;

constexpr int cap_sys_resource = 24;
constexpr auto runtime_start_limit = 60s;
constexpr auto images_age = 60s;
constexpr std::size_t note_limit = 4096;

std::string cni_programs() { return ::access("/opt/cni/bin/bridge", X_OK) == 0 ? "/opt/cni/bin" : "/usr/lib/cni"; }

PodNetwork pod_network(const Options& options) {
  PodNetwork network;
  network.bridge = options.bridge;
  network.cidr = options.pod_cidr;
  if (has_ipv6()) network.cidr_v6 = options.pod_cidr_v6;
  network.state_folder = options.paths.containerd_state() + "/cni-state";
  return network;
}

std::string group_above(const std::string& cgroup_root) {
  const auto parent = cgroup_root.substr(0, cgroup_root.rfind('/'));
  return parent.empty() ? "/coracle" : parent;
}

ContainerdDaemon::Options daemon_options(const Options& options) {
  ContainerdDaemon::Options out;
  out.program = options.containerd_program;
  out.config.folder = options.paths.containerd_state();
  out.config.socket = options.paths.containerd_socket();
  out.config.pause_image = options.pause_image;
  out.config.netns_below_state = !options.paths.root().empty();
  out.config.restrict_oom_score = ::prctl(PR_CAPBSET_READ, cap_sys_resource, 0, 0, 0) != 1;
  out.config.cni_programs = cni_programs();
  out.run_folder = options.paths.run();
  out.cgroup = group_above(options.cgroup_root) + "/containerd";
  return out;
}

kube::ClientOptions client_options() {
  kube::ClientOptions options;
  options.user_agent = "kubelet/coracle";
  options.field_manager = "kubelet";
  return options;
}

/// Only one node agent may look after the pods of a folder.
Fd lock_kubelet_folder(const std::string& path) {
  const auto folder = make_folder(path, 0755);
  auto lock = open_beneath(folder.get(), "coracle.lock", O_RDWR | O_CREAT, 0600);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0)
    throw Error(Reason::conflict, path + " is in use by another node agent");
  return lock;
}
}  // namespace

struct Component::Impl {
  Impl(Loop& on, net::RoundTrip& api, Options asked, Log where)
      : loop(on),
        options(std::move(asked)),
        log(std::move(where)),
        client(api, client_options()),
        cgroups(proc::Cgroups::find()),
        network(pod_network(options), options.uplink, options.helper),
        daemon(loop.executor(), cgroups, daemon_options(options), log.part("containerd")),
        connection(calls, options.containerd.empty() ? options.paths.containerd_socket() : options.containerd),
        cri(connection),
        events(loop.executor(), client, "kubelet", options.name, log),
        puller(cri, client),
        volumes(loop, client, options.paths, options.name, log.part("volumes")),
        devices(loop, calls, options.paths.device_plugins(), log.part("devices")),
        registrar(
            loop.executor(), client, [this] { return facts(); }, log.part("node")),
        services{loop,
                 client,
                 cri,
                 volumes,
                 devices,
                 events,
                 puller,
                 cgroups,
                 options.paths,
                 options.name,
                 options.cgroup_root,
                 host_resolver(),
                 0,
                 {},
                 false,
                 log.part("pods")},
        pods(services, rpc::ContainerdEvents(connection)),
        scope(loop,
              [this](const std::string& name, std::exception_ptr error) {
                log.error("a part of the node agent has failed", {{"part", name}, {"error", describe(error)}});
                if (!failure) failure = error;
                failed.set();
              }),
        failed(loop.executor()),
        ready(loop.executor()) {
    services.admit = [this](const api::core::v1::Pod& pod) { return admit(pod); };
    services.refresh_node = [this] { return registrar.refresh(); };
    services.set_host_ports = [this](std::vector<HostPort> ports) { return network.set_host_ports(std::move(ports)); };
    services.allocatable = [this] { return registrar.node().status.allocatable; };
    devices.on_change([this] { registrar.wake(); });
    volumes.on_retry([this](const std::string& uid) { pods.retry_volumes(uid); });
    registrar.on_written([this](const api::core::v1::Node& node) { volumes.set_allocatable(node.status.allocatable); });
  }

  bool own_runtime() const { return options.containerd.empty(); }

  std::optional<pods::Refusal> admit(const api::core::v1::Pod& pod) const {
    std::vector<const api::core::v1::Pod*> others;
    for (const auto* one : pods.active())
      if (one->metadata.uid != pod.metadata.uid) others.push_back(one);
    return pods::refusal_of(pod, others, registrar.node());
  }

  // --- Before pods can run.

  void make_folders() {
    make_folder(options.paths.state(), 0700);
    make_folder(options.paths.run(), 0700);
    make_folder(options.paths.pod_logs(), 0755);
    make_folder(options.paths.pods(), 0755);
    make_folder(options.paths.device_plugins(), 0755);
    make_shared_mount(options.paths.kubelet());
  }

  /// Whether what ran when we were here last is over: the machine was started anew, or we were shut down.
  bool begin_life() {
    const auto folder = make_folder(options.paths.state() + "/node", 0700);
    std::string before;
    try {
      before = read_file(folder.get(), "boot-id", note_limit);
    } catch (const Error&) {  // the first life of all
    }
    const auto now = this_machine(options.paths.state()).boot_id;
    write_file_atomically(folder.get(), "boot-id", now, 0600);
    return !before.empty() && before != now;
  }

  /// Whatever is not told as over now is lost for the next life.
  void end_life() {
    const auto folder = make_folder(options.paths.state() + "/node", 0700);
    write_file_atomically(folder.get(), "boot-id", "down", 0600);
  }

  Task<> start_runtime() {
    if (own_runtime()) {
      const auto cni = make_folder(options.paths.containerd_state() + "/cni", 0711);
      write_file_atomically(cni.get(), "10-coracle.conflist", network_list(network.network()), 0644);
      co_await daemon.start();
    }
    const auto limit = std::chrono::steady_clock::now() + runtime_start_limit;
    while (true) {
      std::string why;
      try {
        const auto version = co_await cri.version();
        runtime_version =
            version.runtime_name + "://" +
            (version.runtime_version.starts_with("v") ? version.runtime_version.substr(1) : version.runtime_version);
        co_return;
      } catch (const Error& error) {
        why = error.what();
      }
      if (own_runtime()) daemon.check_running();
      if (std::chrono::steady_clock::now() > limit)
        throw Error(Reason::service_unavailable, "containerd does not answer on " + connection.socket() + ": " + why);
      co_await sleep_for(20ms);
    }
  }

  Task<> prepare() {
    make_folders();
    lock = lock_kubelet_folder(options.paths.kubelet());
    services.new_life = begin_life();
    machine = this_machine(options.paths.state());
    services.machine_memory = machine.memory_bytes;
    services.host_ips = network.addresses();
    co_await network.set_up();
    co_await start_runtime();
    mirror = std::make_unique<mirror::Registry>(loop, options.paths.images(), options.mirror_port, log.part("mirror"));
    if (own_runtime()) mirror::write_hosts_toml(options.paths.containerd_state() + "/certs.d", mirror->port());
    co_await import_images(connection.socket(), options.image_archives, log);
    kubelet_api::Options serving;
    serving.port = options.kubelet_port;
    serving.identity = options.kubelet_identity;
    serving.client_ca_pem = options.client_ca_pem;
    serving.node_name = options.name;
    kubelet = std::make_unique<kubelet_api::Server>(loop, cri, pods, std::move(serving), log.part("kubelet-api"));
  }

  Task<NodeFacts> facts() {
    NodeFacts out;
    out.name = options.name;
    out.version = options.version;
    out.runtime_version = runtime_version;
    out.addresses = network.addresses();
    out.pod_cidr = network.network().cidr;
    out.pod_cidr_v6 = network.network().cidr_v6;
    out.kubelet_port = kubelet ? kubelet->port() : 0;
    out.machine = machine;
    out.pressure = pressure_now(options.paths.state());
    for (const auto& [name, resource] : devices.resources())
      out.devices[name] = {resource.capacity, resource.allocatable};
    try {
      const auto conditions = co_await cri.status();
      for (const auto& one : conditions)
        if (!one.status && out.not_ready.empty())
          out.not_ready = fmt::format("container runtime{} not ready: {}=false reason:{} message:{}",
                                      one.type == "NetworkReady" ? " network" : "", one.type, one.reason, one.message);
      const auto now = std::chrono::steady_clock::now();
      if (images.empty() || now - images_seen > images_age) {
        images = co_await cri.list_images();
        images_seen = now;
      }
    } catch (const Error& error) {
      out.not_ready = std::string("container runtime is down: ") + error.what();
    }
    out.images = images;
    co_return out;
  }

  // --- While it runs.

  Task<> follow_runtime() {
    while (true) {
      co_await daemon.started().wait();
      daemon.started().reset();
      pods.look_at_all();
      registrar.wake();
    }
  }

  Task<> tell_ready() {
    co_await registrar.ready();
    ready.set();
  }

  Task<> run() {
    co_await prepare();
    if (own_runtime()) {
      scope.spawn(daemon.keep(), "containerd");
      scope.spawn(follow_runtime(), "containerd's restarts");
    }
    scope.spawn(events.run(), "events");
    scope.spawn(mirror->run(), "image mirror");
    scope.spawn(kubelet->run(), "kubelet API");
    scope.spawn(devices.run(), "device plugins");
    scope.spawn(volumes.run(), "volumes");
    scope.spawn(registrar.run(), "node");
    scope.spawn(tell_ready(), "readiness");
    co_await ready.wait();
    start_pods();
    while (!failure) {
      failed.reset();
      co_await failed.wait();
    }
    std::rethrow_exception(failure);
  }

  void start_pods() {
    if (!std::exchange(pods_started, true)) scope.spawn(pods.run(), "pods");
  }

  Task<> run_and_clean_up() {
    std::exception_ptr stopped;
    try {
      co_await run();
    } catch (...) {
      stopped = std::current_exception();
    }
    co_await uncancellable();
    co_await scope.cancel_and_join();
    if (stopped) std::rethrow_exception(stopped);
  }

  // --- The end, for `coracle down`.

  Task<> step(Task<> task, std::string doing) {
    log.debug("shutdown", {{"step", doing}});
    std::string why;
    try {
      co_await std::move(task);
    } catch (const Error& error) {
      why = error.what();
    }
    if (!why.empty()) log.warning("a step of the shutdown has failed", {{"step", doing}, {"error", why}});
  }

  Task<> remove_rest() {
    bool clean = unmount_below(options.paths.kubelet());
    if (own_runtime()) {
      clean = unmount_below(options.paths.containerd_state()) && clean;
      const auto state = make_folder(options.paths.containerd_state(), 0711);
      remove_tree(state.get(), "cni-state");
    }
    if (!clean) log.warning("something stays mounted", {{"below", options.paths.state()}});
    co_await remove_group(cgroups, options.cgroup_root);
    co_await remove_group(cgroups, group_above(options.cgroup_root));
  }

  Task<> shut_down() {
    end_life();
    start_pods();  // a Node that never was Ready has not looked for its pods yet
    auto pods_end = pods.shut_down();
    co_await step(std::move(pods_end), "end the pods");
    auto farewell = registrar.say_farewell("node is shutting down");
    co_await step(std::move(farewell), "tell that the node is not ready");
    if (own_runtime()) {
      auto stop = daemon.stop();
      co_await step(std::move(stop), "stop containerd");
    }
    auto net = network.tear_down();
    co_await step(std::move(net), "remove the bridge");
    auto rest = remove_rest();
    co_await step(std::move(rest), "unmount");
  }

  Loop& loop;
  Options options;
  Log log;
  kube::Client client;
  proc::Cgroups cgroups;
  NodeNetwork network;
  ContainerdDaemon daemon;
  rpc::CallQueue calls;
  rpc::Connection connection;
  rpc::CriClient cri;
  kube::EventRecorder events;
  Puller puller;
  volumes::Volumes volumes;
  devices::Devices devices;
  Registrar registrar;
  pods::Services services;
  pods::Pods pods;
  std::unique_ptr<mirror::Registry> mirror;
  std::unique_ptr<kubelet_api::Server> kubelet;
  Fd lock;
  Machine machine;
  std::string runtime_version;
  std::vector<rpc::Image> images;
  SteadyTime images_seen{};
  Scope scope;
  bool pods_started = false;
  std::exception_ptr failure;
  Event failed;
  Event ready;
};

Component::Component(Loop& loop, net::RoundTrip& api, Options options, Log log)
    : impl_(std::make_unique<Impl>(loop, api, std::move(options), std::move(log))) {}
Component::~Component() = default;

Task<> Component::run() { return impl_->run_and_clean_up(); }
Task<> Component::ready() { co_await impl_->ready.wait(); }
Task<> Component::shut_down() { return impl_->shut_down(); }
void Component::replace_identity(net::Identity identity) {
  if (impl_->kubelet) impl_->kubelet->replace_identity(std::move(identity));
}
std::uint16_t Component::kubelet_port() const { return impl_->kubelet ? impl_->kubelet->port() : 0; }

}  // namespace coracle::node

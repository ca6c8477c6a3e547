#include "node/pods/pods.h"

#include <algorithm>
#include <map>
#include <set>

#include "node/pods/orphans.h"
#include "node/pods/policy.h"
#include "node/pods/resources.h"
#include "node/pods/runtime_config.h"
#include "node/pods/worker.h"

namespace coracle::node::pods {
namespace {
using namespace std::chrono_literals;

constexpr auto relist_period = 10s;
constexpr auto resubscribe_delay = 500ms;
constexpr int relists_between_sweeps = 30;
constexpr auto failed_worker_delay = 1s;
constexpr auto first_list_limit = 60s;
/// At a shutdown, what a pod may take beyond its grace to be put away; and all of them once their processes are gone.
constexpr auto beyond_grace = 15s;
constexpr auto put_away_within = 5s;
constexpr auto orphans_limit = 30s;
constexpr std::int64_t longest_grace = 366LL * 24 * 3600;
}  // namespace

struct Pods::Impl {
  Impl(Services& all, rpc::ContainerdEvents from)
      : services(all),
        runtime_events(std::move(from)),
        log(all.log),
        informer(kube::make_informer<Pod>(
            all.loop.executor(), all.client,
            {.ns = {}, .label_selector = {}, .field_selector = "spec.nodeName=" + all.node_name}, all.log)),
        ended(all.loop.executor()),
        ports_stale(all.loop.executor()),
        scope(all.loop, [this](const std::string& name, std::exception_ptr error) {
          log.error("a task of the node agent failed", {{"task", name}, {"error", describe(error)}});
        }) {
    services.belongs = [this](const std::string& container, const std::string& uid) { owners[container] = uid; };
    services.host_ports_changed = [this] { ports_stale.set(); };
    informer->on_change([this](const kube::Cached& before, const kube::Cached& after) { changed(before, after); });
  }

  Services& services;
  rpc::ContainerdEvents runtime_events;
  Log log;
  std::unique_ptr<kube::Informer> informer;
  std::map<std::string, std::unique_ptr<Worker>> workers;  ///< by uid
  std::map<std::string, std::string> owners;               ///< pod uid by container id
  Event ended;                                             ///< a worker has
  Event ports_stale;
  Scope scope;
  bool shutting_down = false;

  void changed(const kube::Cached& before, const kube::Cached& after) {
    if (!after) {
      if (const auto found = workers.find(before->uid); found != workers.end()) found->second->removed();
      return;
    }
    kube::Seen<Pod> pod(after);
    if (const auto found = workers.find(after->uid); found != workers.end()) {
      found->second->update(std::move(pod));
      return;
    }
    if (shutting_down) return;
    begin(std::move(pod));
  }

  void begin(kube::Seen<Pod> pod) {
    const auto uid = pod.cached().uid;
    const auto name = pod.key().text();
    auto& worker = workers[uid] = std::make_unique<Worker>(services, std::move(pod));
    scope.spawn(run_worker(uid, *worker), "pod " + name);
    share_cpu();
  }

  /// A worker that fails, which none should, makes room for another that begins with what there is.
  Task<> run_worker(std::string uid, Worker& worker) {
    std::string failure;
    try {
      co_await worker.run();
    } catch (const std::exception& error) {
      if (is_cancellation(std::current_exception())) throw;
      failure = error.what();
    }
    const kube::Key key{worker.pod().metadata.namespace_, worker.pod().metadata.name};
    if (!failure.empty()) {
      log.error("the worker of a pod has failed", {{"pod", key.text()}, {"error", failure}});
      co_await sleep_for(failed_worker_delay);
    }
    workers.erase(uid);
    std::erase_if(owners, [&](const auto& entry) { return entry.second == uid; });
    ended.set();
    share_cpu();
    const auto object = informer->find(key);
    if (!failure.empty() && object && object->uid == uid && !shutting_down) begin(kube::Seen<Pod>(object));
  }

  /// The classes' own groups: what is burstable gets what its pods ask for, best effort the least.
  void share_cpu() {
    std::int64_t burstable = 0;
    for (const auto& [uid, worker] : workers)
      if (worker->active() && qos_class(worker->pod()) == "Burstable")
        burstable += pod_asks(worker->pod(), "cpu", Ask::requests);
    try {
      const std::pair<const char*, std::int64_t> classes[] = {{"/burstable", burstable}, {"/besteffort", 0}};
      for (const auto& [name, milli] : classes) {
        const auto group = services.cgroup_root + name;
        if (!services.cgroups.exists(group)) services.cgroups.create(group);
        proc::CgroupLimits limits;
        limits.cpu_shares = cpu_shares(milli);
        services.cgroups.limit(group, limits);
      }
    } catch (const Error& error) {
      log.warning("the control groups of pods cannot be set", {{"error", error.what()}});
    }
  }

  void look_at_all() {
    for (const auto& [uid, worker] : workers) worker->look();
  }

  /// A reason to look at a pod now.
  void happened(const rpc::ContainerdEvent& event) {
    const auto owner = owners.find(event.container_id);
    if (owner == owners.end() || !event.exec_id.empty()) return;
    const auto worker = workers.find(owner->second);
    if (worker == workers.end()) return;
    if (event.kind == rpc::ContainerdEvent::Kind::exit)
      worker->second->container_ended(event.container_id);
    else if (event.kind == rpc::ContainerdEvent::Kind::out_of_memory)
      worker->second->look();
  }

  Task<> follow_events() {
    while (true) {
      std::string failure;
      try {
        const auto subscription = co_await runtime_events.open();
        look_at_all();  // for what happened while nobody listened
        while (const auto event = co_await subscription->next()) happened(*event);
      } catch (const Error& error) {
        failure = error.what();
      }
      log.debug("the runtime's events have ended, listening anew", {{"error", failure}});
      co_await sleep_for(resubscribe_delay);
    }
  }

  /// Compares what runs with what the workers think does, in two calls for all pods.
  Task<> relist() {
    std::map<std::string, std::set<std::string>> living;
    const auto sandboxes = co_await services.cri.list_pod_sandboxes();
    for (const auto& one : sandboxes)
      if (one.state == rpc::PodSandboxState::ready) living[one.metadata.uid].insert(one.id);
    const auto containers = co_await services.cri.list_containers();
    for (const auto& one : containers)
      if (one.state == rpc::ContainerState::running)
        if (const auto uid = one.labels.find(mark::pod_uid); uid != one.labels.end())
          living[uid->second].insert(one.id);
    for (const auto& [uid, worker] : workers)
      if (worker->active() && worker->living() != living[uid]) worker->look();
  }

  std::set<std::string> wanted() const {
    std::set<std::string> uids;
    for (const auto& [uid, worker] : workers) uids.insert(uid);
    for (const auto& object : informer->all()) uids.insert(object->uid);
    return uids;
  }

  Task<> watch_runtime() {
    co_await informer->synced();
    for (int round = 0;; round = (round + 1) % relists_between_sweeps) {
      std::string failure;
      try {
        co_await relist();
        if (round == 0) co_await remove_orphans(services, [this] { return wanted(); });
      } catch (const Error& error) {
        failure = error.what();
      }
      if (!failure.empty()) log.warning("the runtime cannot be looked through", {{"error", failure}});
      co_await sleep_for(relist_period);
    }
  }

  Task<> keep_host_ports() {
    while (true) {
      co_await ports_stale.wait();
      ports_stale.reset();
      std::vector<HostPort> ports;
      for (const auto& [uid, worker] : workers) {
        auto own = worker->host_ports();
        ports.insert(ports.end(), own.begin(), own.end());
      }
      std::string failure;
      try {
        co_await services.set_host_ports(std::move(ports));
      } catch (const Error& error) {
        failure = error.what();
      }
      if (failure.empty()) continue;
      log.error("ports of the host cannot be led to pods", {{"error", failure}});
      co_await sleep_for(relist_period);
      ports_stale.set();
    }
  }

  Task<> run() {
    scope.spawn(keep_host_ports(), "host ports");
    scope.spawn(follow_events(), "events of the runtime");
    scope.spawn(watch_runtime(), "list of the runtime");
    std::exception_ptr stopped;
    try {
      co_await informer->run();
    } catch (...) {
      stopped = std::current_exception();
    }
    co_await uncancellable();
    co_await scope.cancel_and_join();
    workers.clear();
    if (stopped) std::rethrow_exception(stopped);
  }

  Task<> shut_down() {
    // Without knowing which pods there are, none could be told as over.
    auto known = informer->synced();
    co_await within(first_list_limit, std::move(known), "wait for the pods of this node");
    shutting_down = true;
    std::int64_t grace = 0;
    for (const auto& [uid, worker] : workers) {
      grace = std::clamp(grace_seconds(worker->pod()), grace, longest_grace);
      worker->shut_down();
    }
    co_await workers_end(std::chrono::seconds(grace) + beyond_grace);
    if (!workers.empty()) {
      // A runtime that does not stop them holds nobody up: the kernel does it.
      for (const auto& [uid, worker] : workers)
        log.warning("a pod does not end in its time, and its processes are killed",
                    {{"pod", worker->pod().metadata.namespace_ + "/" + worker->pod().metadata.name}});
      services.cgroups.kill(services.cgroup_root);
      co_await workers_end(put_away_within);
      co_return;
    }
    auto removing = remove_orphans(services, [] { return std::set<std::string>(); });
    co_await within(orphans_limit, std::move(removing), "remove what belongs to no pod");
  }

  /// Until all have ended, or the time is up.
  Task<> workers_end(Duration limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!workers.empty()) {
      const Duration left = end - std::chrono::steady_clock::now();
      if (left <= 0s) co_return;
      ended.reset();
      co_await ended.wait_for(left);
    }
  }
};

Pods::Pods(Services& services, rpc::ContainerdEvents events)
    : impl_(std::make_unique<Impl>(services, std::move(events))) {}
Pods::~Pods() = default;

Task<> Pods::run() { return impl_->run(); }
void Pods::look_at_all() { impl_->look_at_all(); }
void Pods::retry_volumes(const std::string& uid) {
  if (const auto found = impl_->workers.find(uid); found != impl_->workers.end()) found->second->retry_volumes();
}
Task<> Pods::shut_down() { return impl_->shut_down(); }

/// One that is gone from the API may still be ending while another has its name.
std::optional<kubelet_api::FoundPod> Pods::find(const std::string& ns, const std::string& name) const {
  const Worker* found = nullptr;
  for (const auto& [uid, worker] : impl_->workers)
    if (worker->pod().metadata.namespace_ == ns && worker->pod().metadata.name == name && (!found || worker->current()))
      found = worker.get();
  if (!found) return std::nullopt;
  return found->found();
}

std::vector<kubelet_api::FoundPod> Pods::all() const {
  std::vector<kubelet_api::FoundPod> out;
  for (const auto& [uid, worker] : impl_->workers) out.push_back(worker->found());
  return out;
}

std::vector<const Pod*> Pods::active() const {
  std::vector<const Pod*> out;
  for (const auto& [uid, worker] : impl_->workers)
    if (worker->active()) out.push_back(&worker->pod());
  return out;
}

}  // namespace coracle::node::pods

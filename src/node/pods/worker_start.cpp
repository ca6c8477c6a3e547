// A pod worker's beginnings: admission, sandbox, volumes, images, containers.
#include <fmt/core.h>

#include "api/core/v1/config_map.h"
#include "api/core/v1/secret.h"
#include "api/kinds.h"
#include "json/quantity.h"
#include "node/folders.h"
#include "node/pods/environment.h"
#include "node/pods/policy.h"
#include "node/pods/resources.h"
#include "node/pods/worker_state.h"

namespace coracle::node::pods {
namespace {
using namespace std::chrono_literals;
namespace v1 = api::core::v1;

constexpr auto config_retry = 10s;
constexpr auto create_retry = 10s;
constexpr mode_t log_mode = 0755;

Duration doubled(Duration delay, Duration first, Duration most) {
  return delay == Duration::zero() ? first : std::min(delay * 2, most);
}

/// Resources that device plugins offer: those with a domain that is not Kubernetes' own.
std::map<std::string, std::int64_t> device_counts(const v1::Container& container) {
  std::map<std::string, std::int64_t> counts;
  for (const auto& [name, amount] : container.resources.limits) {
    const auto slash = name.find('/');
    if (slash == std::string::npos || name.substr(0, slash).ends_with("kubernetes.io")) continue;
    const auto parsed = json::Quantity::parse(amount.text);
    if (parsed && parsed->sign() > 0) counts[name] = parsed->value();
  }
  return counts;
}

devices::Wanted wanted_devices(const std::string& uid, const NamedContainer& which) {
  return {uid, which.container->name, device_counts(*which.container), which.init && !is_sidecar(*which.container)};
}

std::map<std::string, std::string> text_data(const v1::ConfigMap& map) { return map.data; }
std::map<std::string, std::string> text_data(const v1::Secret& secret) {
  std::map<std::string, std::string> data;
  for (const auto& [key, value] : secret.data) data[key] = value.data;
  return data;
}

template <class T>
Task<std::map<std::string, EnvironmentSources::Data>> fetch_sources(kube::Client& client, std::string ns,
                                                                    std::set<std::string> names) {
  std::map<std::string, EnvironmentSources::Data> out;
  for (const auto& name : names) {
    const kube::Key key{ns, name};
    auto found = co_await client.find(api::kind_of(static_cast<const T*>(nullptr)), key);
    if (found)
      out[name] = text_data(schema::decoded<T>(*found));
    else
      out[name] = std::nullopt;
  }
  co_return out;
}
}  // namespace

std::string Worker::State::cgroup() const { return pod_cgroup(services.cgroup_root, qos_class(*pod), uid); }

Task<bool> Worker::State::admitted() {
  if (view.had_sandbox || !written.start_time.empty() || to_be_ended()) co_return true;
  auto refusal = services.admit(*pod);
  if (!refusal)
    if (const auto unsafe = unsafe_sysctls(*pod); !unsafe.empty())
      refusal = {"SysctlForbidden", fmt::format("forbidden sysctl: \"{}\" not allowlisted", unsafe.front())};
  if (!refusal) {
    std::string problem;
    try {
      for (const auto& which : all_containers(*pod)) {
        auto wanted = wanted_devices(uid, which);
        if (wanted.counts.empty()) continue;
        const auto given = co_await services.devices.allocate(std::move(wanted));
      }
    } catch (const Error& error) {
      problem = error.what();
    }
    if (!problem.empty())
      refusal = {"UnexpectedAdmissionError", "Allocate failed due to " + problem + ", which is unexpected"};
  }
  if (!refusal) co_return true;
  view.failed_reason = refusal->reason;
  view.failed_message = "Pod was rejected: " + refusal->message;
  say("", "Warning", refusal->reason, refusal->message);
  co_return false;
}

// --- Images.

void Worker::State::ensure_image(const Container& container) {
  auto& state = images[container.name];
  const auto& one = of(container.name);
  if (state.image || state.fetching) return;
  if (one.retry_at && *one.retry_at > std::chrono::steady_clock::now()) return;
  state.fetching = true;
  ++tasks;
  pulls.spawn(counted(fetch_image(container)), "image of " + container.name);
}

Task<> Worker::State::fetch_image(Container container) {
  const auto name = container.name;
  Puller::Say tell = [this, name](std::string type, std::string reason, std::string message) {
    say(name, std::move(type), std::move(reason), std::move(message));
  };
  auto outcome = co_await services.puller.get(pod, container, std::move(tell));
  auto& state = images[name];
  auto& one = of(name);
  state.fetching = false;
  if (auto* pulled = std::get_if<PulledImage>(&outcome)) {
    state.image = std::move(pulled->image);
    one.waiting_reason.clear();
    one.waiting_message.clear();
    one.retry_at.reset();
    say(name, "Normal", "Pulled", std::move(pulled->event));
  } else {
    auto& problem = std::get<ImageProblem>(outcome);
    one.waiting_reason = std::move(problem.reason);
    one.waiting_message = std::move(problem.message);
    one.retry_at = std::chrono::steady_clock::now() + problem.again;
  }
  poke(false);
}

// --- Sandbox and volumes.

Task<rpc::PodSandboxConfig> Worker::State::sandbox_config_now() {
  SandboxContext context;
  context.node_name = services.node_name;
  context.log_directory = kubelet_api::pod_log_directory(services.paths, *pod);
  context.cgroup_parent = cgroup();
  context.resolver = services.resolver;
  context.seccomp_folder = services.paths.kubelet() + "/seccomp";
  const auto all = co_await services.cri.list_pod_sandboxes({.id = {}, .labels = {{mark::pod_uid, uid}}});
  for (const auto& one : all) context.attempt = std::max(context.attempt, one.metadata.attempt + 1);
  co_return sandbox_config(*pod, context);
}

/// What is left of one that has ended, or that could not be made whole. When that fails the new one is made all the
/// same; the old one goes with the pod.
Task<> Worker::State::stop_old_sandbox() {
  const bool used = std::any_of(view.containers.begin(), view.containers.end(),
                                [](const auto& entry) { return entry.second.latest && entry.second.in_sandbox; });
  if (used) say("", "Normal", "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.");
  std::string failure;
  try {
    co_await services.cri.stop_pod_sandbox(view.sandbox_id);
    if (!used) co_await services.cri.remove_pod_sandbox(view.sandbox_id);
  } catch (const Error& error) {
    failure = error.what();
  }
  if (!failure.empty()) log.warning("an old sandbox cannot be stopped", {{"pod", key.text()}, {"error", failure}});
}

Task<> Worker::State::make_sandbox() {
  std::string failure;
  try {
    if (!view.sandbox_id.empty()) co_await stop_old_sandbox();
    const auto group = cgroup();
    services.cgroups.create(group);
    services.cgroups.limit(group, pod_cgroup_limits(*pod));
    auto config = co_await sandbox_config_now();
    make_folder(config.log_directory, log_mode);
    auto id = co_await services.cri.run_pod_sandbox(std::move(config), pod->spec.runtime_class_name.value_or(""));
    view.ips.clear();
    view.sandbox_id = id;
    view.sandbox_ready = true;
    view.had_sandbox = true;
    view.sandbox_retry_at.reset();
    sandbox_delay = {};
    services.belongs(id, uid);
    co_await fetch_ips();
  } catch (const Error& error) {
    failure = error.what();
  }
  view.sandbox_busy = false;
  if (!failure.empty()) {
    say("", "Warning", "FailedCreatePodSandBox", "Failed to create pod sandbox: " + failure);
    sandbox_delay = doubled(sandbox_delay, 1s, 30s);
    view.sandbox_retry_at = std::chrono::steady_clock::now() + sandbox_delay;
  }
  poke(true);
}

Task<> Worker::State::prepare_volumes() {
  std::string failure;
  try {
    co_await services.volumes.prepare(pod);
    view.volumes_ready = true;
    volumes_delay = {};
    volumes_retry_at.reset();
  } catch (const Error& error) {
    failure = error.what();
  }
  preparing = false;
  if (!failure.empty()) {
    say("", "Warning", "FailedMount", failure);
    volumes_delay = doubled(volumes_delay, 500ms, 2min);
    volumes_retry_at = std::chrono::steady_clock::now() + volumes_delay;
    prepare_again = true;
  }
  poke(false);
}

// --- Containers.

/// What the container is made from. `failure` gets the text of CreateContainerConfigError.
Task<rpc::ContainerConfig> Worker::State::config_of(Container container, std::uint32_t attempt, std::string* failure) {
  rpc::ContainerConfig config;
  try {
    auto needs = environment_needs(container);
    EnvironmentSources sources;
    const auto ns = pod->metadata.namespace_;
    sources.config_maps = co_await fetch_sources<v1::ConfigMap>(services.client, ns, std::move(needs.config_maps));
    sources.secrets = co_await fetch_sources<v1::Secret>(services.client, ns, std::move(needs.secrets));
    sources.allocatable = services.allocatable();

    auto seen = std::make_shared<Pod>(*pod);
    const auto& ips = pod->spec.host_network ? services.host_ips : view.ips;
    seen->status.pod_ips.clear();
    for (const auto& ip : ips) seen->status.pod_ips.push_back({ip});
    seen->status.pod_ip = ips.empty() ? "" : ips.front();
    seen->status.host_ips.clear();
    for (const auto& ip : services.host_ips) seen->status.host_ips.push_back({ip});
    seen->status.host_ip = services.host_ips.empty() ? "" : services.host_ips.front();

    ContainerContext context;
    context.environment = container_environment(*seen, container, sources);
    volumes::ContainerFacts facts;
    facts.name = container.name;
    facts.environment = context.environment;
    facts.pod_ips = ips;
    facts.hostname = pod_hostname(*pod, services.node_name);
    facts.domain = pod_domain(*pod);
    auto mounts = co_await services.volumes.mounts(pod, std::move(facts));
    context.mounts = std::move(mounts.mounts);
    for (const auto& which : all_containers(*pod)) {
      if (which.container->name != container.name) continue;
      auto wanted = wanted_devices(uid, which);
      if (!wanted.counts.empty()) context.devices = co_await services.devices.allocate(std::move(wanted));
    }
    context.image = *images[container.name].image;
    context.attempt = attempt;
    context.log_path = kubelet_api::container_log_path(container.name, attempt);
    context.seccomp_folder = services.paths.kubelet() + "/seccomp";
    context.machine_memory = services.machine_memory;
    config = container_config(*pod, container, context);
    make_folder(kubelet_api::pod_log_directory(services.paths, *pod) + "/" + container.name, log_mode);
  } catch (const Error& error) {
    *failure = error.what();
  }
  co_return config;
}

Task<> Worker::State::create(std::string name) {
  std::optional<Error> failure;
  try {
    co_await create_and_start(name);
  } catch (const Error& error) {
    failure = error;
  }
  auto& one = of(name);
  one.busy = false;
  if (failure) {
    one.waiting_reason = "CreateContainerError";
    one.waiting_message = failure->what();
    one.retry_at = std::chrono::steady_clock::now() + create_retry;
    say(name, "Warning", "Failed", std::string("Error: ") + failure->what());
  }
  poke(true);
}

Task<> Worker::State::create_and_start(std::string name) {
  const Container spec = *find_container(*pod, name);
  auto& one = of(name);
  const auto now = std::chrono::steady_clock::now();
  std::uint32_t attempt = 0;
  if (one.latest) {
    attempt = one.latest->attempt + 1;
    if (one.exited()) one.back_off.next(one.ended, now);
  } else {
    // Its record is gone, and its number goes on.
    for (const auto* list : {&written.init_container_statuses, &written.container_statuses})
      for (const auto& status : *list)
        if (status.name == name && !status.container_id.empty())
          attempt = static_cast<std::uint32_t>(status.restart_count) + 1;
  }
  std::string failure;
  auto config = co_await config_of(spec, attempt, &failure);
  if (!failure.empty()) {
    one.waiting_reason = "CreateContainerConfigError";
    one.waiting_message = failure;
    one.retry_at = now + config_retry;
    say(name, "Warning", "Failed", "Error: " + failure);
    co_return;
  }
  if (to_be_ended()) co_return;
  auto sandbox = co_await sandbox_config_now();
  const auto id = co_await services.cri.create_container(view.sandbox_id, std::move(config), std::move(sandbox));
  services.belongs(id, uid);
  say(name, "Normal", "Created", "Created container: " + name);
  // The next one pulls anew where its policy says so.
  images[name].image.reset();
  one.retry_at.reset();
  std::string problem;
  try {
    co_await services.devices.pre_start(uid, name);
    co_await services.cri.start_container(id);
  } catch (const Error& error) {
    problem = error.what();
  }
  if (!problem.empty()) {
    one.waiting_reason = "RunContainerError";
    one.waiting_message = problem;
    say(name, "Warning", "Failed", "Error: " + problem);
    co_return;
  }
  one.waiting_reason.clear();
  one.waiting_message.clear();
  say(name, "Normal", "Started", "Started container " + name);
  poke(true);
  auto rest = after_start(spec, id);
  co_await std::move(rest);
}

Task<> Worker::State::after_start(Container container, std::string id) {
  if (container.lifecycle && container.lifecycle->post_start) {
    const auto limit = std::chrono::seconds(grace_seconds(*pod) + 30);
    probes::Subject whom{id, view.ips.empty() ? "" : view.ips.front(), container};
    const auto verdict =
        co_await probes::run_hook(services.cri, *container.lifecycle->post_start, std::move(whom), limit);
    if (!verdict.good) {
      say(container.name, "Warning", "FailedPostStartHook", "PostStartHook failed: " + verdict.words);
      say(container.name, "Normal", "Killing", "FailedPostStartHook");
      co_await services.cri.stop_container(id, std::chrono::seconds(grace_seconds(*pod)));
      co_return;
    }
  }
  co_await drop_old(container.name);
}

/// Of the ended ones only the last is kept, as the kubelet does. `known` is of before the start: its newest is that.
Task<> Worker::State::drop_old(std::string name) {
  std::vector<rpc::Container> old;
  std::uint32_t newest = 0;
  for (const auto& [id, container] : known)
    if (container.name == name) newest = std::max(newest, container.attempt);
  for (const auto& [id, container] : known)
    if (container.name == name && container.attempt < newest && container.state == rpc::ContainerState::exited)
      old.push_back(container);
  for (const auto& container : old) {
    co_await services.cri.remove_container(container.id);
    const auto log_file = kubelet_api::container_log_path(name, container.attempt);
    try {
      const auto folder = open_directory(kubelet_api::pod_log_directory(services.paths, *pod));
      remove_tree(folder.get(), log_file);
    } catch (const Error&) {  // there was none
    }
  }
}

}  // namespace coracle::node::pods

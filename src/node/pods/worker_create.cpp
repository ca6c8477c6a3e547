// A pod worker's containers: what they are made from, and how they begin.
#include <fmt/core.h>

#include "api/core/v1/config_map.h"
#include "api/core/v1/secret.h"
#include "api/kinds.h"
#include "node/folders.h"
#include "node/pods/device_needs.h"
#include "node/pods/environment.h"
#include "node/pods/policy.h"
#include "node/pods/worker_state.h"

namespace coracle::node::pods {
namespace {
using namespace std::chrono_literals;
namespace v1 = api::core::v1;

constexpr auto config_retry = 10s;
constexpr auto create_retry = 10s;
constexpr mode_t container_log_mode = 0755;

std::map<std::string, std::string> text_data(const v1::ConfigMap& map) { return map.data; }
std::map<std::string, std::string> text_data(const v1::Secret& secret) {
  std::map<std::string, std::string> data;
  for (const auto& [key, value] : secret.data) data[key] = value.data;
  return data;
}

/// Sets the event when the object appears or changes.
Task<> await_change(kube::Client& client, const kube::Kind& kind, std::string ns, std::string name,
                    std::shared_ptr<Event> changed) {
  const kube::Selection one{ns, {}, "metadata.name=" + name};
  const auto list = co_await client.list(kind, one);
  auto watch = co_await client.watch(kind, one, list.resource_version);
  while (const auto event = co_await watch.next())
    if (event->type == kube::WatchEvent::Type::added || event->type == kube::WatchEvent::Type::modified) {
      changed->set();
      co_return;
    }
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

/// What the container is made from. `failure` gets the text of CreateContainerConfigError.
Task<rpc::ContainerConfig> Worker::State::config_of(Container container, std::uint32_t attempt, std::string* failure) {
  rpc::ContainerConfig config;
  const auto kept = pod;  // a newer one may come while we wait
  try {
    auto needs = environment_needs(container);
    EnvironmentSources sources;
    const auto ns = kept->metadata.namespace_;
    sources.config_maps = co_await fetch_sources<v1::ConfigMap>(services.client, ns, std::move(needs.config_maps));
    sources.secrets = co_await fetch_sources<v1::Secret>(services.client, ns, std::move(needs.secrets));
    sources.allocatable = services.allocatable();

    auto seen = std::make_shared<Pod>(*kept);
    const auto& ips = kept->spec.host_network ? services.host_ips : view.ips;
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
    facts.hostname = pod_hostname(*kept, services.node_name);
    facts.domain = pod_domain(*kept);
    auto mounts = co_await services.volumes.mounts(kept, std::move(facts));
    context.mounts = std::move(mounts.mounts);
    for (const auto& which : all_containers(*kept)) {
      if (which.container->name != container.name) continue;
      auto wanted = wanted_devices(uid, which);
      if (!wanted.counts.empty()) context.devices = co_await services.devices.allocate(std::move(wanted));
    }
    context.image = *images[container.name].image;
    context.attempt = attempt;
    context.log_path = kubelet_api::container_log_path(container.name, attempt);
    context.seccomp_folder = services.paths.kubelet() + "/seccomp";
    context.machine_memory = services.machine_memory;
    config = container_config(*kept, container, context);
    make_folder(kubelet_api::pod_log_directory(services.paths, *kept) + "/" + container.name, container_log_mode);
  } catch (const Error& error) {
    *failure = error.what();
  }
  co_return config;
}

/// What the container's variables come from was missing, or lacked a key: the next change of it is a reason to try
/// again before the time is up.
Task<> Worker::State::await_sources(Container container) {
  const auto needs = environment_needs(container);
  const auto changes_of = std::make_shared<Event>(services.loop.executor());
  Scope watching(services.loop, [](const std::string&, std::exception_ptr) {});  // then the time decides
  for (const auto& name : needs.config_maps)
    watching.spawn(await_change(services.client, api::kind_of(static_cast<const v1::ConfigMap*>(nullptr)), key.ns, name,
                                changes_of),
                   name);
  for (const auto& name : needs.secrets)
    watching.spawn(
        await_change(services.client, api::kind_of(static_cast<const v1::Secret*>(nullptr)), key.ns, name, changes_of),
        name);
  std::exception_ptr stopped;
  try {
    if (co_await changes_of->wait_for(config_retry)) of(container.name).retry_at.reset();
  } catch (...) {
    stopped = std::current_exception();
  }
  co_await uncancellable();
  co_await watching.cancel_and_join();
  if (stopped) std::rethrow_exception(stopped);
  poke(false);
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
    work.spawn(await_sources(spec), "sources of " + name);
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
  log.debug(
      "container started",
      {{"pod", key.text()}, {"container", name}, {"took", format_duration(std::chrono::steady_clock::now() - now)}});
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

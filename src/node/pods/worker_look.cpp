// What a pod worker sees of the runtime.
#include <algorithm>
#include <tuple>

#include "node/pods/policy.h"
#include "node/pods/worker_state.h"

namespace coracle::node::pods {
namespace {
using namespace std::chrono_literals;

/// How long the runtime's own record may lag behind its event.
constexpr auto record_limit = 2s;

/// The termination message of a container that has ended.
std::string message_left(const rpc::Container& container) {
  constexpr std::size_t lines = 80;
  constexpr std::size_t bytes = 2048;
  std::string message;
  const auto path = container.annotations.find(mark::message_path);
  if (path != container.annotations.end() && !path->second.empty())
    for (const auto& mount : container.mounts)
      if (mount.container_path == path->second) message = volumes::read_termination_log(mount.host_path);
  const auto policy = container.annotations.find(mark::message_policy);
  if (message.empty() && container.exit_code != 0 && policy != container.annotations.end() &&
      policy->second == "FallbackToLogsOnError")
    message = kubelet_api::last_log_lines(container.log_path, lines, bytes);
  return message;
}

bool final_record(const rpc::Container& container) { return container.state == rpc::ContainerState::exited; }
}  // namespace

SteadyTime steady_of(WallTime time) {
  const auto ago = std::chrono::system_clock::now() - time;
  return std::chrono::steady_clock::now() - std::chrono::duration_cast<Duration>(ago);
}

void Worker::State::apply_sandboxes(std::vector<rpc::PodSandbox> sandboxes) {
  if (view.sandbox_busy) return;
  const auto newest = std::max_element(sandboxes.begin(), sandboxes.end(), [](const auto& a, const auto& b) {
    return std::tie(a.metadata.attempt, a.created_at) < std::tie(b.metadata.attempt, b.created_at);
  });
  if (newest == sandboxes.end()) {
    view.sandbox_id.clear();
    view.sandbox_ready = false;
    view.ips.clear();
    return;
  }
  if (view.sandbox_id != newest->id) view.ips.clear();
  view.had_sandbox = true;
  view.sandbox_id = newest->id;
  view.sandbox_ready = newest->state == rpc::PodSandboxState::ready;
  services.belongs(newest->id, uid);
}

Task<> Worker::State::fetch_ips() {
  if (!view.sandbox_ready || !view.ips.empty() || pod->spec.host_network) co_return;
  const auto id = view.sandbox_id;
  auto status = co_await services.cri.pod_sandbox_status(id);
  if (view.sandbox_id == id) view.ips = std::move(status.ips);
  ports_changed();
}

/// An event has told that one has ended: its record follows in a moment.
Task<std::vector<rpc::PodSandbox>> Worker::State::fetch_sandboxes() {
  const auto limit = std::chrono::steady_clock::now() + record_limit;
  auto delay = 1ms;
  while (true) {
    auto all = co_await services.cri.list_pod_sandboxes({.id = {}, .labels = {{mark::pod_uid, uid}}});
    const bool behind = std::any_of(all.begin(), all.end(), [&](const auto& one) {
      return ending.contains(one.id) && one.state == rpc::PodSandboxState::ready;
    });
    if (behind && std::chrono::steady_clock::now() < limit) {
      co_await sleep_for(delay);
      delay = std::min(delay * 2, 8ms);
      continue;
    }
    for (const auto& one : all) ending.erase(one.id);
    co_return all;
  }
}

Task<std::vector<rpc::Container>> Worker::State::fetch_containers() {
  auto listed =
      co_await services.cri.list_containers({.id = {}, .pod_sandbox_id = {}, .labels = {{mark::pod_uid, uid}}});
  std::vector<rpc::Container> out;
  for (auto& item : listed) {
    const auto cached = known.find(item.id);
    if (cached != known.end() && final_record(cached->second)) {
      out.push_back(cached->second);
      continue;
    }
    auto status = co_await services.cri.container_status(item.id);
    const auto limit = std::chrono::steady_clock::now() + record_limit;
    auto delay = 1ms;
    while (ending.contains(item.id) && !final_record(status) && std::chrono::steady_clock::now() < limit) {
      co_await sleep_for(delay);
      delay = std::min(delay * 2, 8ms);
      status = co_await services.cri.container_status(item.id);
    }
    ending.erase(item.id);
    status.pod_sandbox_id = item.pod_sandbox_id;
    if (final_record(status)) messages[status.id] = message_left(status);
    services.belongs(status.id, uid);
    known[status.id] = status;
    out.push_back(std::move(status));
  }
  std::erase_if(known, [&](const auto& entry) {
    return std::none_of(out.begin(), out.end(), [&](const auto& one) { return one.id == entry.first; });
  });
  std::erase_if(messages, [&](const auto& entry) { return !known.contains(entry.first); });
  co_return out;
}

void Worker::State::apply_containers(std::vector<rpc::Container> containers) {
  std::sort(containers.begin(), containers.end(), [](const auto& a, const auto& b) {
    return std::tie(a.attempt, a.created_at) > std::tie(b.attempt, b.created_at);
  });
  for (auto& [name, one] : view.containers) {
    one.latest.reset();
    one.previous.reset();
  }
  for (auto& container : containers) {
    auto& one = of(container.name);
    const auto& message = messages[container.id];
    if (!one.latest) {
      one.in_sandbox = container.pod_sandbox_id == view.sandbox_id;
      one.latest_message = message;
      if (container.state == rpc::ContainerState::exited) one.ended = steady_of(container.finished_at);
      one.latest = std::move(container);
    } else if (!one.previous && container.state == rpc::ContainerState::exited) {
      one.previous_message = message;
      one.previous = std::move(container);
    }
  }
}

Task<> Worker::State::look_at_runtime() {
  dirty = false;
  std::string failure;
  try {
    while (true) {
      const auto before = changes;
      auto sandboxes = co_await fetch_sandboxes();
      auto containers = co_await fetch_containers();
      if (before != changes) continue;  // a task has changed what we just read
      apply_sandboxes(std::move(sandboxes));
      co_await fetch_ips();
      apply_containers(std::move(containers));
      break;
    }
  } catch (const Error& error) {
    failure = error.what();
  }
  if (failure.empty()) {
    follow_probes();
    co_return;
  }
  log.warning("the runtime cannot be asked about a pod", {{"pod", key.text()}, {"error", failure}});
  dirty = true;
  co_await sleep_for(200ms);
}

void Worker::State::follow_probes() {
  for (const auto& which : all_containers(*pod)) {
    const auto& spec = *which.container;
    auto& one = of(spec.name);
    if (!one.running() || one.killing || view.ended || to_be_ended()) {
      prober.stop(spec.name);
      continue;
    }
    if (prober.watches(spec.name, one.latest->id)) continue;
    // One that an earlier life of ours watched keeps what was said of it.
    const auto& statuses = which.init ? written.init_container_statuses : written.container_statuses;
    const auto before = std::find_if(statuses.begin(), statuses.end(), [&](const auto& status) {
      return status.container_id == "containerd://" + one.latest->id;
    });
    const bool known_before = before != statuses.end();
    one.startup_passed = !spec.startup_probe || (known_before && before->started.value_or(false));
    one.ready = !spec.readiness_probe || (known_before && before->ready);
    const auto ip = pod->spec.host_network ? (services.host_ips.empty() ? "127.0.0.1" : services.host_ips.front())
                                           : (view.ips.empty() ? "" : view.ips.front());
    prober.watch({one.latest->id, ip, spec}, one.latest->started_at, one.startup_passed);
  }
}

}  // namespace coracle::node::pods

// A pod worker's ends: a container that is started again, a pod that is ended and cleaned up.
#include <fcntl.h>
#include <fmt/core.h>

#include <algorithm>
#include <csignal>

#include "api/kinds.h"
#include "base/files.h"
#include "node/folders.h"
#include "node/pods/policy.h"
#include "node/pods/status.h"
#include "node/pods/worker_state.h"

namespace coracle::node::pods {
namespace {
using namespace std::chrono_literals;
namespace v1 = api::core::v1;

/// However short the grace, a process gets this long between SIGTERM and SIGKILL, as from the kubelet.
constexpr std::int64_t least_grace = 1;
constexpr auto clean_up_retry = 1s;
/// In which a process that has just begun may be deaf; on a busy machine, and with a hundredth of a processor, seconds.
constexpr auto first_moments = 5s;
constexpr auto hears_yet = 10ms;
constexpr std::size_t longest_proc_status = 64U << 10U;

const kube::Kind& kind_of_pods() { return api::kind_of(static_cast<const Pod*>(nullptr)); }
}  // namespace

namespace {
/// The number of the container's first process; 0 when it is not told.
pid_t first_process(const rpc::Container& container) {
  const auto told = container.info.find("info");
  if (told == container.info.end()) return 0;
  const auto parsed = json::parse(told->second);
  const auto* pid = parsed ? json::find(*parsed, {"pid"}) : nullptr;
  return pid && pid->is_int64() ? static_cast<pid_t>(pid->get_int64()) : 0;
}

bool hears_the_end(pid_t pid) {
  const auto folder = open_directory("/proc/" + std::to_string(pid));
  const auto file = open_beneath(folder.get(), "status", O_RDONLY);
  return hears(read_to_end(file.get(), longest_proc_status, "the status of a process"), SIGTERM);
}
}  // namespace

/// What the first process of a container does not handle yet when it is told to end, it never hears, and the pod would
/// take all of its grace. What has just begun gets a moment of that.
Task<> Worker::State::let_it_hear(std::string id, WallTime started, std::chrono::seconds grace) {
  const auto end = steady_of(started) + std::min<Duration>(first_moments, grace);
  if (std::chrono::steady_clock::now() >= end) co_return;
  try {
    const auto pid = first_process(co_await services.cri.container_status(std::move(id), true));
    while (pid > 0 && std::chrono::steady_clock::now() < end && !hears_the_end(pid)) co_await sleep_for(hears_yet);
  } catch (const Error&) {  // it has ended
  }
}

/// Runs preStop, then SIGTERM, then SIGKILL, within `grace` seconds in all.
Task<> Worker::State::stop_one(std::string name, std::int64_t grace, bool with_hook) {
  const auto found = view.containers.find(name);
  if (found == view.containers.end() || !found->second.latest) co_return;
  const auto& latest = *found->second.latest;
  if (latest.state != rpc::ContainerState::running && latest.state != rpc::ContainerState::unknown) co_return;
  const auto id = latest.id;
  const auto started = latest.started_at;
  const auto begun = std::chrono::steady_clock::now();
  const auto* spec = find_container(*pod, name);
  if (with_hook && spec && spec->lifecycle && spec->lifecycle->pre_stop && grace > 0) {
    probes::Subject whom{id, view.ips.empty() ? "" : view.ips.front(), *spec};
    const auto verdict = co_await probes::run_hook(services.cri, *spec->lifecycle->pre_stop, std::move(whom),
                                                   std::chrono::seconds(grace));
    if (!verdict.good) say(name, "Warning", "FailedPreStopHook", "PreStopHook failed: " + verdict.words);
  }
  co_await let_it_hear(id, started, std::chrono::seconds(grace));
  const auto spent = std::chrono::ceil<std::chrono::seconds>(std::chrono::steady_clock::now() - begun - 500ms).count();
  const auto left = std::chrono::seconds(std::max(grace - std::max<std::int64_t>(spent, 0), least_grace));
  std::string failure;
  try {
    co_await services.cri.stop_container(id, left);
  } catch (const Error& error) {
    if (error.reason() != Reason::not_found) failure = error.what();
  }
  if (!failure.empty()) {
    log.warning("a container cannot be stopped", {{"pod", key.text()}, {"container", name}, {"error", failure}});
    say(name, "Warning", "FailedKillPod", "error killing container: " + failure);
  }
  ending.insert(id);
  poke(true);
}

Task<> Worker::State::restart(std::string name, std::string message) {
  say(name, "Normal", "Killing", message);
  const auto* spec = find_container(*pod, name);
  auto grace = grace_seconds(*pod);
  if (spec && spec->liveness_probe && spec->liveness_probe->termination_grace_period_seconds)
    grace = *spec->liveness_probe->termination_grace_period_seconds;
  prober.stop(name);
  co_await stop_one(name, grace, true);
  of(name).killing = false;
  poke(true);
}

Task<> Worker::State::stop_counted(std::string name, std::int64_t grace) {
  struct Guard {
    State& state;
    ~Guard() {
      --state.stopping;
      state.stop_progress.set();
    }
  } guard{*this};
  co_await stop_one(std::move(name), grace, true);
}

/// Main containers at once, then sidecars from the last to the first: they serve the others to the end.
Task<> Worker::State::stop_all(std::int64_t grace) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(grace);
  for (const auto& which : all_containers(*pod)) {
    const auto& name = which.container->name;
    if (!of(name).running() || (which.init && is_sidecar(*which.container))) continue;
    say(name, "Normal", "Killing", "Stopping container " + name);
    ++stopping;
    go(stop_counted(name, grace), "stop of " + name);
  }
  while (stopping > 0) {
    stop_progress.reset();
    co_await stop_progress.wait();
  }
  std::vector<std::string> sidecars;
  for (const auto& container : pod->spec.init_containers)
    if (is_sidecar(container)) sidecars.push_back(container.name);
  std::reverse(sidecars.begin(), sidecars.end());
  for (const auto& name : sidecars) {
    if (!of(name).running()) continue;
    say(name, "Normal", "Killing", "Stopping container " + name);
    const auto left = std::chrono::ceil<std::chrono::seconds>(deadline - std::chrono::steady_clock::now()).count();
    co_await stop_one(name, std::max<std::int64_t>(left, least_grace), true);
  }
  all_stopped = true;
  poke(true);
}

/// The grace was shortened while containers are being stopped.
void Worker::State::hurry(std::int64_t grace) {
  for (const auto& [name, one] : view.containers)
    if (one.running()) go(stop_one(name, grace, false), "stop of " + name);
}

Task<> Worker::State::end() {
  pulls.cancel();
  prober.stop();
  // What is half begun comes to its end first; it looks at to_be_ended() between its steps.
  co_await idle();
  co_await look_at_runtime();
  auto grace = std::max(grace_seconds(*pod), least_grace);
  if (!view.failed_reason.empty() && pod->metadata.deletion_timestamp.empty() &&
      view.failed_reason != "DeadlineExceeded")
    grace = least_grace;
  go(stop_all(grace), "end of " + key.text());
  while (!all_stopped) {
    wake.reset();
    must_be_whole();
    if (dirty) co_await look_at_runtime();
    if (const auto now = std::max(grace_seconds(*pod), least_grace); now < grace) {
      grace = now;
      hurry(grace);
    }
    tell();
    if (!all_stopped && !dirty) co_await wake.wait();
  }
  co_await idle();
  co_await look_at_runtime();
  view.ended = true;
  view.sandbox_ready = false;
  ports_changed();
  // Watchers learn that it is over while the rest is put away.
  tell();
}

Task<> Worker::State::clean_up_once() {
  const auto sandboxes = co_await services.cri.list_pod_sandboxes({.id = {}, .labels = {{mark::pod_uid, uid}}});
  const auto since = std::chrono::steady_clock::now();
  for (const auto& one : sandboxes) co_await services.cri.stop_pod_sandbox(one.id);
  const auto stopped = std::chrono::steady_clock::now();
  co_await services.volumes.tear_down(uid);
  // The records go last, and only after the last status was written: it is made from them.
  co_await idle();
  for (const auto& one : sandboxes) co_await services.cri.remove_pod_sandbox(one.id);
  services.devices.release(uid);
  services.puller.forget(uid);
  const auto group = cgroup();
  if (services.cgroups.exists(group)) services.cgroups.remove(group);
  view.sandbox_id.clear();
  log.debug("pod put away", {{"pod", key.text()},
                             {"sandbox", format_duration(stopped - since)},
                             {"rest", format_duration(std::chrono::steady_clock::now() - stopped)}});
}

Task<> Worker::State::clean_up() {
  while (true) {
    std::string failure;
    try {
      co_await clean_up_once();
    } catch (const Error& error) {
      failure = error.what();
    }
    if (failure.empty()) co_return;
    log.warning("a pod cannot be put away yet", {{"pod", key.text()}, {"error", failure}});
    co_await sleep_for(clean_up_retry);
  }
}

/// Waits for the deletion and completes it.
Task<> Worker::State::leave() {
  while (!gone && !shutting_down) {
    wake.reset();
    if (pod->metadata.deletion_timestamp.empty()) {
      co_await report();
      if (!pod->metadata.deletion_timestamp.empty() || gone || shutting_down) continue;
      co_await wake.wait();
      continue;
    }
    // A status that could not be written yet goes first: it says how the pod ended.
    co_await report();
    if (gone) break;
    kube::RemoveOptions options;
    options.uid = uid;
    options.grace_seconds = 0;
    std::string failure;
    try {
      co_await services.client.remove_if_present(kind_of_pods(), key, std::move(options));
    } catch (const Error& error) {
      failure = error.what();
    }
    if (!failure.empty())
      log.warning("a pod cannot be removed from the API", {{"pod", key.text()}, {"error", failure}});
    // With finalizers it stays until those who set them are done.
    if (!gone) co_await wake.wait_for(failure.empty() ? Duration(1min) : Duration(clean_up_retry));
  }
  if (!gone) co_return;
  try {
    const auto folder = open_directory(services.paths.pod_logs());
    const auto own = kubelet_api::pod_log_directory(services.paths, *pod);
    remove_tree(folder.get(), own.substr(own.rfind('/') + 1));
  } catch (const Error& error) {
    if (error.reason() != Reason::not_found)
      log.warning("a pod's logs cannot be removed", {{"pod", key.text()}, {"error", error.what()}});
  }
}

}  // namespace coracle::node::pods

// A pod worker's beginnings: admission, sandbox, volumes, images, containers.
#include <fmt/core.h>

#include "node/folders.h"
#include "node/pods/device_needs.h"
#include "node/pods/policy.h"
#include "node/pods/resources.h"
#include "node/pods/worker_state.h"

namespace coracle::node::pods {
namespace {
using namespace std::chrono_literals;
namespace v1 = api::core::v1;

constexpr mode_t log_mode = 0755;

Duration doubled(Duration delay, Duration first, Duration most) {
  return delay == Duration::zero() ? first : std::min(delay * 2, most);
}
}  // namespace

std::string Worker::State::cgroup() const { return pod_cgroup(services.cgroup_root, qos_class(*pod), uid); }

Task<bool> Worker::State::admitted() {
  if (view.had_sandbox || !written.start_time.empty() || to_be_ended()) co_return true;
  auto refusal = services.admit(*pod);
  if (refusal && services.refresh_node) {
    co_await services.refresh_node();
    refusal = services.admit(*pod);
  }
  if (!refusal)
    if (const auto unsafe = unsafe_sysctls(*pod); !unsafe.empty())
      refusal = {"SysctlForbidden", fmt::format("forbidden sysctl: \"{}\" not allowlisted", unsafe.front())};
  if (!refusal) {
    std::string problem;
    const auto kept = pod;  // a newer one may come while we wait
    try {
      for (const auto& which : all_containers(*kept)) {
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
  const auto since = std::chrono::steady_clock::now();
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
    log.debug("sandbox made",
              {{"pod", key.text()}, {"took", format_duration(std::chrono::steady_clock::now() - since)}});
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

}  // namespace coracle::node::pods

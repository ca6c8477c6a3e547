#include "node/pods/status.h"

#include <algorithm>

#include "base/utf8.h"
#include "node/pods/policy.h"

namespace coracle::node::pods {
namespace {
namespace v1 = api::core::v1;

const v1::ContainerStatus* status_named(const std::vector<v1::ContainerStatus>& all, const std::string& name) {
  for (const auto& one : all)
    if (one.name == name) return &one;
  return nullptr;
}

v1::ContainerStateTerminated terminated(const rpc::Container& container, const std::string& message) {
  v1::ContainerStateTerminated out;
  out.exit_code = container.exit_code;
  out.reason = container.reason.empty() ? (container.exit_code == 0 ? "Completed" : "Error") : container.reason;
  out.message = valid_utf8(message.empty() ? container.message : message);  // a container writes what it likes
  // One that never started has no start time of its own.
  const auto none = WallTime{};
  out.started_at.text = format_time(container.started_at == none ? container.created_at : container.started_at);
  out.finished_at.text = format_time(container.finished_at == none ? container.created_at : container.finished_at);
  out.container_id = "containerd://" + container.id;
  return out;
}

v1::ContainerStateTerminated unknown_end(const v1::ContainerStatus& last) {
  constexpr int killed = 137;
  v1::ContainerStateTerminated out;
  out.exit_code = killed;
  out.reason = "ContainerStatusUnknown";
  out.message = "The container could not be located when the pod was terminated";
  out.container_id = last.container_id;
  return out;
}

void tell_resources(const v1::Container& spec, v1::ContainerStatus& out) {
  out.allocated_resources = spec.resources.requests;
  if (!spec.resources.requests.empty() || !spec.resources.limits.empty()) {
    auto& told = out.resources.ensure();
    told.requests = spec.resources.requests;
    told.limits = spec.resources.limits;
  }
  for (const auto& mount : spec.volume_mounts) {
    v1::VolumeMountStatus told;
    told.name = mount.name;
    told.mount_path = mount.mount_path;
    told.read_only = mount.read_only;
    if (mount.read_only) told.recursive_read_only = mount.recursive_read_only.value_or("Disabled");
    out.volume_mounts.push_back(std::move(told));
  }
}

void set_waiting(v1::ContainerState& state, const std::string& reason, const std::string& message) {
  auto& waiting = state.waiting.ensure();
  waiting.reason = reason;
  waiting.message = valid_utf8(message);  // a registry's words may be in it
}

/// One that the runtime knows nothing of: it has not begun, or its record is gone.
v1::ContainerStatus unseen_status(const Pod& pod, const v1::Container& spec, const ContainerView& view,
                                  const PodView& all, const v1::ContainerStatus* last) {
  v1::ContainerStatus out;
  if (last && (last->state.terminated || last->state.running)) {
    out = *last;
    if (last->state.running) {
      out.state.running.reset();
      out.state.terminated = unknown_end(*last);
      out.ready = false;
      out.started = false;
    }
    return out;
  }
  out.name = spec.name;
  out.image = spec.image;
  out.started = false;
  const auto* const initial = pod.spec.init_containers.empty() ? "ContainerCreating" : "PodInitializing";
  if (view.waiting_reason.empty() || all.ended)
    set_waiting(out.state, initial, "");
  else
    set_waiting(out.state, view.waiting_reason, view.waiting_message);
  return out;
}

v1::ContainerStatus seen_status(const NamedContainer& which, const ContainerView& view, const PodView& all) {
  const auto& spec = *which.container;
  const auto& latest = *view.latest;
  const bool regular_init = which.init && !is_sidecar(spec);
  v1::ContainerStatus out;
  out.name = spec.name;
  out.image = latest.image.empty() ? spec.image : latest.image;
  out.image_id = latest.image_ref;
  out.container_id = "containerd://" + latest.id;
  out.restart_count = static_cast<std::int32_t>(latest.attempt);
  out.started = false;
  if (view.previous) out.last_state.terminated = terminated(*view.previous, view.previous_message);
  if (latest.state == rpc::ContainerState::running) {
    out.state.running.ensure().started_at.text = format_time(latest.started_at);
    out.started = view.startup_passed;
    out.ready = !regular_init && view.startup_passed && view.ready && !all.ended;
  } else if (view.exited()) {
    auto end = terminated(latest, view.latest_message);
    if (regular_init) out.ready = end.exit_code == 0;
    // It waits to be started again: its end is then the last state.
    if (!view.waiting_reason.empty() && !all.ended) {
      out.last_state.terminated = std::move(end);
      set_waiting(out.state, view.waiting_reason, view.waiting_message);
      out.ready = false;
    } else {
      out.state.terminated = std::move(end);
    }
  } else {  // made, not started
    set_waiting(out.state, view.waiting_reason.empty() ? "ContainerCreating" : view.waiting_reason,
                view.waiting_message);
  }
  tell_resources(spec, out);
  return out;
}

struct Counts {
  int init_waiting = 0, init_failed = 0;
  int waiting = 0, running = 0, stopped = 0, succeeded = 0;
};

void count_init(const v1::Container& spec, const v1::ContainerStatus& status, bool ended, Counts& counts) {
  const auto& state = status.state;
  if (is_sidecar(spec)) {
    if (!ended && !status.started.value_or(false)) ++counts.init_waiting;
    return;
  }
  if (state.terminated) {
    if (state.terminated->exit_code != 0) ++counts.init_failed;
  } else if (state.waiting && status.last_state.terminated) {
    if (status.last_state.terminated->exit_code != 0) ++counts.init_failed;
  } else {
    ++counts.init_waiting;
  }
}

Counts count(const Pod& pod, const PodView& view, const v1::PodStatus& status) {
  Counts counts;
  for (std::size_t i = 0; i < pod.spec.init_containers.size(); ++i)
    count_init(pod.spec.init_containers[i], status.init_container_statuses[i], view.ended, counts);
  for (const auto& one : status.container_statuses) {
    if (one.state.running) {
      ++counts.running;
    } else if (one.state.terminated) {
      ++counts.stopped;
      if (one.state.terminated->exit_code == 0) ++counts.succeeded;
    } else {
      ++(one.last_state.terminated ? counts.stopped : counts.waiting);
    }
  }
  return counts;
}

bool all_main_begun(const v1::PodStatus& status) {
  return std::any_of(status.container_statuses.begin(), status.container_statuses.end(),
                     [](const auto& one) { return !one.container_id.empty(); });
}

std::string phase_of(const Pod& pod, const PodView& view, const v1::PodStatus& status) {
  const auto counts = count(pod, view, status);
  if (!view.failed_reason.empty()) return view.ended ? "Failed" : "Running";
  if (counts.init_failed > 0 && (view.ended || pod.spec.restart_policy == "Never")) return "Failed";
  if (view.ended) {
    // Ended for good: with containers that never ran it did not do its work.
    return counts.stopped > 0 && counts.stopped == counts.succeeded && counts.waiting == 0 ? "Succeeded" : "Failed";
  }
  if (counts.init_waiting + counts.init_failed > 0 && !all_main_begun(status)) return "Pending";
  if (counts.waiting > 0) return "Pending";
  if (counts.running > 0) return "Running";
  if (pod.spec.restart_policy == "Always") return "Running";
  if (counts.stopped == counts.succeeded) return "Succeeded";
  return pod.spec.restart_policy == "Never" ? "Failed" : "Running";
}

bool anything_runs(const v1::PodStatus& status) {
  const auto runs = [](const auto& one) { return static_cast<bool>(one.state.running); };
  return std::any_of(status.init_container_statuses.begin(), status.init_container_statuses.end(), runs) ||
         std::any_of(status.container_statuses.begin(), status.container_statuses.end(), runs);
}

void set_addresses(const Pod& pod, const PodView& view, v1::PodStatus& status, const v1::PodStatus& last) {
  status.host_ips.clear();
  for (const auto& ip : view.host_ips) status.host_ips.push_back({ip});
  status.host_ip = view.host_ips.empty() ? "" : view.host_ips.front();
  auto ips = pod.spec.host_network ? view.host_ips : view.ips;
  // An address that is gone with the sandbox stays in the status until there is another, as the kubelet leaves it.
  if (ips.empty())
    for (const auto& old : last.pod_ips) ips.push_back(old.ip);
  status.pod_ips.clear();
  for (const auto& ip : ips) status.pod_ips.push_back({ip});
  status.pod_ip = ips.empty() ? "" : ips.front();
}
}  // namespace

v1::PodStatus planned_status(const Pod& pod, const PodView& view, const v1::PodStatus& last, WallTime now) {
  auto status = last;
  const auto time = format_time(now);
  status.init_container_statuses.clear();
  status.container_statuses.clear();
  for (const auto& which : all_containers(pod)) {
    static const ContainerView unseen;
    const auto found = view.containers.find(which.container->name);
    const auto& one = found == view.containers.end() ? unseen : found->second;
    const auto& old = which.init ? last.init_container_statuses : last.container_statuses;
    auto& to = which.init ? status.init_container_statuses : status.container_statuses;
    to.push_back(one.latest
                     ? seen_status(which, one, view)
                     : unseen_status(pod, *which.container, one, view, status_named(old, which.container->name)));
  }
  status.qos_class = last.qos_class.empty() ? qos_class(pod) : last.qos_class;
  if (status.start_time.empty()) status.start_time.text = time;
  status.observed_generation = pod.metadata.generation;
  set_addresses(pod, view, status, last);
  status.phase = phase_of(pod, view, status);
  // A phase that says "over" is told once nothing runs any more, and never taken back.
  if (is_terminal(last.phase))
    status.phase = last.phase;
  else if (is_terminal(status.phase) && (anything_runs(status) || !view.ended))
    status.phase =
        last.phase.empty() || last.phase == "Pending" ? (all_main_begun(status) ? "Running" : "Pending") : last.phase;
  if (!view.failed_reason.empty()) {
    status.reason = view.failed_reason;
    status.message = view.failed_message;
  }
  set_conditions(pod, view, status, last, time);
  return status;
}

json::Value status_json(const v1::PodStatus& status) {
  auto out = schema::encode(status);
  for (const char* list : {"initContainerStatuses", "containerStatuses"}) {
    auto* containers = out.get_object().if_contains(list);
    if (!containers) continue;
    for (auto& one : containers->get_array()) {
      auto& last = one.get_object()["lastState"];
      if (last.is_null()) last = json::Object{};
    }
  }
  return out;
}

}  // namespace coracle::node::pods

#include <fmt/core.h>

#include <algorithm>

#include "node/pods/policy.h"
#include "node/pods/status.h"

namespace coracle::node::pods {
namespace {
namespace v1 = api::core::v1;

struct Judgement {
  bool holds = false;
  std::string reason;
  std::string message;
};

std::string bracketed(const std::vector<std::string>& names) {
  std::string out = "[";
  for (const auto& name : names) out += (out.size() > 1 ? " " : "") + name;
  return out + "]";
}

Judgement initialized(const Pod& pod, const v1::PodStatus& status) {
  if (status.phase == "Succeeded") return {true, "PodCompleted", ""};
  std::vector<std::string> incomplete;
  for (std::size_t i = 0; i < pod.spec.init_containers.size(); ++i) {
    const auto& one = status.init_container_statuses[i];
    const bool done = is_sidecar(pod.spec.init_containers[i])
                          ? one.started.value_or(false) || one.state.terminated || one.last_state.terminated
                          : one.ready;
    if (!done) incomplete.push_back(one.name);
  }
  // Once the main containers have begun it stays true, whatever becomes of the others' records.
  const bool begun = std::any_of(status.container_statuses.begin(), status.container_statuses.end(),
                                 [](const auto& one) { return !one.container_id.empty(); });
  if (incomplete.empty() || begun) return {true, "", ""};
  return {false, "ContainersNotInitialized", "containers with incomplete status: " + bracketed(incomplete)};
}

Judgement containers_ready(const Pod& pod, const v1::PodStatus& status) {
  if (status.phase == "Succeeded") return {false, "PodCompleted", ""};
  if (status.phase == "Failed") return {false, "PodFailed", ""};
  std::vector<std::string> unready;
  for (std::size_t i = 0; i < pod.spec.init_containers.size(); ++i)
    if (is_sidecar(pod.spec.init_containers[i]) && !status.init_container_statuses[i].ready)
      unready.push_back(status.init_container_statuses[i].name);
  for (const auto& one : status.container_statuses)
    if (!one.ready) unready.push_back(one.name);
  if (unready.empty()) return {true, "", ""};
  return {false, "ContainersNotReady", "containers with unready status: " + bracketed(unready)};
}

const v1::PodCondition* condition_in(const v1::PodStatus& status, std::string_view type) {
  for (const auto& one : status.conditions)
    if (one.type == type) return &one;
  return nullptr;
}

/// `pod` as the API has it now: gates are set by others.
Judgement pod_ready(const Pod& pod, const Judgement& containers) {
  if (!containers.holds) return containers;
  std::string message;
  for (const auto& gate : pod.spec.readiness_gates) {
    const auto* condition = condition_in(pod.status, gate.condition_type);
    std::string why;
    if (!condition)
      why = fmt::format("corresponding condition of pod readiness gate \"{}\" does not exist.", gate.condition_type);
    else if (condition->status != "True")
      why = fmt::format("the status of pod readiness gate \"{}\" is not \"True\", but {}", gate.condition_type,
                        condition->status);
    if (!why.empty()) message += (message.empty() ? "" : ", ") + why;
  }
  if (message.empty()) return {true, "", ""};
  return {false, "ReadinessGatesNotReady", message};
}

void set_one(v1::PodStatus& status, const v1::PodStatus& last, const char* type, const Judgement& judged,
             std::int64_t generation, const std::string& time) {
  v1::PodCondition condition;
  condition.type = type;
  condition.status = judged.holds ? "True" : "False";
  condition.reason = judged.reason;
  condition.message = judged.message;
  condition.observed_generation = generation;
  const auto* old = condition_in(last, type);
  condition.last_transition_time.text = old && old->status == condition.status ? old->last_transition_time.text : time;
  std::erase_if(status.conditions, [type](const auto& one) { return one.type == type; });
  status.conditions.push_back(std::move(condition));
}
}  // namespace

bool is_own_condition(std::string_view type) {
  return type == "PodReadyToStartContainers" || type == "Initialized" || type == "Ready" || type == "ContainersReady" ||
         type == "PodScheduled";
}

void set_conditions(const Pod& pod, const PodView& view, v1::PodStatus& status, const v1::PodStatus& last,
                    const std::string& time) {
  const auto generation = pod.metadata.generation;
  const bool network = view.sandbox_ready && (pod.spec.host_network || !view.ips.empty());
  set_one(status, last, "PodReadyToStartContainers", {network, "", ""}, generation, time);
  set_one(status, last, "Initialized", initialized(pod, status), generation, time);
  const auto containers = containers_ready(pod, status);
  set_one(status, last, "Ready", pod_ready(pod, containers), generation, time);
  set_one(status, last, "ContainersReady", containers, generation, time);
  if (const auto* scheduled = condition_in(last, "PodScheduled"); !scheduled || scheduled->status != "True")
    set_one(status, last, "PodScheduled", {true, "", ""}, generation, time);
}

}  // namespace coracle::node::pods

#include "cluster/nodes/plan.h"

#include <algorithm>
#include <array>

#include "api/names.h"

namespace coracle::cluster {
namespace {
using api::core::v1::Node;
using api::core::v1::NodeCondition;
using api::core::v1::Taint;
namespace names = api::names;

void make_unknown(Node& node, const std::string& type, const std::string& now) {
  auto& conditions = node.status.conditions;
  auto found = std::ranges::find(conditions, type, &NodeCondition::type);
  if (found == conditions.end()) {
    NodeCondition made;
    made.type = type;
    made.status = "Unknown";
    made.reason = "NodeStatusNeverUpdated";
    made.message = "Kubelet never posted node status.";
    made.last_heartbeat_time = node.metadata.creation_timestamp;
    made.last_transition_time.text = now;
    conditions.push_back(std::move(made));
    return;
  }
  if (found->status == "Unknown") return;
  found->status = "Unknown";
  found->reason = "NodeStatusUnknown";
  found->message = "Kubelet stopped posting node status.";
  found->last_transition_time.text = now;
}

std::string status_of(const Node& node, std::string_view type) {
  for (const auto& condition : node.status.conditions)
    if (condition.type == type) return condition.status;
  return {};
}

void set_taint(Node& node, std::string_view key, std::string_view effect, bool wanted, const std::string& now) {
  auto& taints = node.spec.taints;
  const auto found =
      std::ranges::find_if(taints, [&](const Taint& one) { return one.key == key && one.effect == effect; });
  if (wanted == (found != taints.end())) return;
  if (!wanted) {
    taints.erase(found);
    return;
  }
  Taint made;
  made.key = key;
  made.effect = effect;
  made.time_added.text = now;
  taints.push_back(std::move(made));
}
}  // namespace

Node planned(const Node& node, bool silent, WallTime time) {
  const auto now = format_time(time);
  auto out = node;
  if (silent)
    for (const auto* type : {"Ready", "MemoryPressure", "DiskPressure", "PIDPressure"}) make_unknown(out, type, now);
  const auto ready = status_of(out, "Ready");
  const bool unreachable = ready == "Unknown";
  const bool not_ready = !unreachable && ready != "True";
  set_taint(out, names::not_ready_taint, "NoSchedule", not_ready, now);
  // A node that has not said anything yet runs nothing that would have to leave.
  set_taint(out, names::not_ready_taint, "NoExecute", ready == "False", now);
  set_taint(out, names::unreachable_taint, "NoSchedule", unreachable, now);
  set_taint(out, names::unreachable_taint, "NoExecute", unreachable, now);
  set_taint(out, names::unschedulable_taint, "NoSchedule", out.spec.unschedulable, now);
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> pressures{
      {{"MemoryPressure", names::memory_pressure_taint},
       {"DiskPressure", names::disk_pressure_taint},
       {"PIDPressure", names::pid_pressure_taint},
       {"NetworkUnavailable", names::network_unavailable_taint}}};
  for (const auto& [type, key] : pressures) set_taint(out, key, "NoSchedule", status_of(out, type) == "True", now);
  return out;
}

}  // namespace coracle::cluster

#include "virt/controller/node/plan.h"

#include <algorithm>

#include "api/kubevirt/v1/names.h"
#include "api/kubevirt/v1/states.h"

namespace coracle::virt::controller::node {
namespace {
using namespace std::chrono_literals;

constexpr auto heartbeat_limit = 5min;
constexpr auto recheck = 1min;

std::optional<WallTime> heartbeat(const core::Node& node) {
  const auto found = node.metadata.annotations.find(std::string(kubevirt::annotation::heartbeat));
  if (found == node.metadata.annotations.end()) return std::nullopt;
  return parse_time(found->second);
}

bool is_schedulable(const core::Node& node) {
  const auto found = node.metadata.labels.find(std::string(kubevirt::node_label::schedulable));
  return found != node.metadata.labels.end() && found->second == "true";
}

bool may_run(const Guest& guest) {
  const auto& phase = guest.vmi->status.phase;
  return phase == kubevirt::vmi_phase::scheduled || phase == kubevirt::vmi_phase::running;
}

bool has_live_pod(const Guest& guest) {
  return std::ranges::any_of(guest.pods, [&guest](const auto* pod) {
    const auto& phase = pod->status.phase;
    return pod->spec.node_name == guest.vmi->status.node_name && phase != "Succeeded" && phase != "Failed";
  });
}

}  // namespace

bool is_silent(const core::Node& node, WallTime now) {
  const auto last = heartbeat(node);
  return last && now - *last > heartbeat_limit;
}

Plan plan(const Given& given) {
  Plan plan;
  const bool silent = !given.node || is_silent(*given.node, given.now);
  if (given.node) plan.again_after = recheck;
  if (silent && given.now < given.not_before) {
    plan.again_after = given.not_before - given.now + 1s;
    return plan;
  }
  if (!silent) {
    // Looked at again the moment it would be too old.
    if (const auto last = heartbeat(*given.node)) plan.again_after = *last + heartbeat_limit + 1s - given.now;
    return plan;
  }
  plan.mark_unschedulable = given.node && is_schedulable(*given.node);
  for (const auto& guest : given.guests)
    if (may_run(guest) && !has_live_pod(guest)) plan.lost.push_back(guest.vmi);
  return plan;
}

}  // namespace coracle::virt::controller::node

#include "node/pods/admission.h"

#include <fmt/core.h>

#include <algorithm>

#include "node/pods/policy.h"
#include "node/pods/resources.h"

namespace coracle::node::pods {
namespace {
namespace v1 = api::core::v1;

std::optional<Refusal> too_much(const std::string& resource, std::int64_t asked, std::int64_t used,
                                std::int64_t capacity) {
  if (asked == 0 || used + asked <= capacity) return std::nullopt;
  return Refusal{"OutOf" + resource,
                 fmt::format("Node didn't have enough resource: {}, requested: {}, used: {}, capacity: {}", resource,
                             asked, used, capacity)};
}

bool ports_collide(const v1::Pod& a, const v1::Pod& b) {
  const auto all = [](const std::string& ip) { return ip.empty() || ip == "0.0.0.0"; };
  for (const auto& left : wanted_host_ports(a, ""))
    for (const auto& right : wanted_host_ports(b, ""))
      if (left.protocol == right.protocol && left.host_port == right.host_port &&
          (all(left.host_ip) || all(right.host_ip) || left.host_ip == right.host_ip))
        return true;
  return false;
}

bool tolerated(const v1::Pod& pod, const v1::Taint& taint) {
  return std::any_of(pod.spec.tolerations.begin(), pod.spec.tolerations.end(), [&](const v1::Toleration& one) {
    if (!one.effect.empty() && one.effect != taint.effect) return false;
    if (!one.key.empty() && one.key != taint.key) return false;
    if (one.operator_ == "Exists") return true;
    return !one.key.empty() && one.value == taint.value;
  });
}
}  // namespace

std::optional<Refusal> refusal_of(const v1::Pod& pod, const std::vector<const v1::Pod*>& others, const v1::Node& node) {
  for (const auto& [name, value] : pod.spec.node_selector) {
    const auto label = node.metadata.labels.find(name);
    if (label == node.metadata.labels.end() || label->second != value)
      return Refusal{"NodeAffinity",
                     "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"};
  }
  for (const auto& taint : node.spec.taints)
    if (taint.effect == "NoExecute" && !tolerated(pod, taint))
      return Refusal{"TaintToleration",
                     "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate"};
  for (const auto* other : others)
    if (ports_collide(pod, *other))
      return Refusal{"NodePorts",
                     "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"};
  const auto& there = node.status.allocatable;
  if (auto refusal = too_much("pods", 1, static_cast<std::int64_t>(others.size()), amount_of(there, "pods")))
    return refusal;
  for (const std::string resource : {"cpu", "memory", "ephemeral-storage"}) {
    std::int64_t used = 0;
    for (const auto* other : others) used += pod_asks(*other, resource, Ask::requests);
    if (auto refusal = too_much(resource, pod_asks(pod, resource, Ask::requests), used, amount_of(there, resource)))
      return refusal;
  }
  return std::nullopt;
}

}  // namespace coracle::node::pods

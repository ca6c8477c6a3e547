#include <fmt/core.h>

#include <algorithm>

#include "api/names.h"
#include "cluster/scheduler/view.h"

namespace coracle::cluster {
namespace {
using api::core::v1::Node;
using api::core::v1::Pod;
using api::core::v1::Taint;
using Obstacles = std::vector<std::string>;

Obstacles one_obstacle(std::string text) { return text.empty() ? Obstacles{} : Obstacles{std::move(text)}; }

std::string closed_to_new_pods(const Pod& pod, const Node& node) {
  if (!node.spec.unschedulable) return {};
  Taint taint;
  taint.key = api::names::unschedulable_taint;
  taint.effect = "NoSchedule";
  return tolerates(pod.spec.tolerations, taint) ? "" : "node(s) were unschedulable";
}

std::string untolerated_taint(const Pod& pod, const Node& node) {
  for (const auto& taint : node.spec.taints)
    if (taint.effect != "PreferNoSchedule" && !tolerates(pod.spec.tolerations, taint))
      return fmt::format("node(s) had untolerated taint {{{}: {}}}", taint.key, taint.value);
  return {};
}

std::string not_wanted_node(const Pod& pod, const Node& node) {
  constexpr auto words = "node(s) didn't match Pod's node affinity/selector";
  for (const auto& [key, value] : pod.spec.node_selector) {
    const auto found = node.metadata.labels.find(key);
    if (found == node.metadata.labels.end() || found->second != value) return words;
  }
  const auto& affinity = pod.spec.affinity;
  if (!affinity || !affinity->node_affinity) return {};
  const auto& required = affinity->node_affinity->required_during_scheduling_ignored_during_execution;
  return !required || chooses(*required, node) ? "" : words;
}

std::string taken_ports(const Pod& pod, const NodeView& candidate) {
  const auto wanted = host_ports_of(pod.spec);
  if (wanted.empty()) return {};
  for (const auto* other : candidate.pods)
    for (const auto& taken : host_ports_of(other->spec))
      for (const auto& port : wanted)
        if (port.clashes_with(taken)) return "node(s) didn't have free ports for the requested pod ports";
  return {};
}

Amounts used_on(const NodeView& candidate) {
  Amounts used;
  for (const auto* other : candidate.pods) add_to(used, needs_of(other->spec));
  return used;
}

Obstacles missing_resources(const Pod& pod, const NodeView& candidate) {
  Obstacles out;
  auto offered = amounts_of(candidate.node->status.allocatable);
  const auto most_pods = offered.find("pods");
  if (most_pods != offered.end() && static_cast<std::int64_t>(candidate.pods.size()) + 1 > most_pods->second)
    out.emplace_back("Too many pods");
  const auto needs = needs_of(pod.spec);
  const auto used = used_on(candidate);
  for (const auto& [name, amount] : needs) {
    if (amount == 0) continue;
    const auto taken = used.find(name);
    if (amount > offered[name] - (taken == used.end() ? 0 : taken->second))
      out.push_back(fmt::format("Insufficient {}", name));
  }
  return out;
}

/// Volumes of claims have to be found a place first, and this release serves no claims.
std::string missing_claim(const Pod& pod) {
  for (const auto& volume : pod.spec.volumes)
    if (volume.persistent_volume_claim)
      return fmt::format("persistentvolumeclaim \"{}\" not found", volume.persistent_volume_claim->claim_name);
  return {};
}

std::string nowhere(std::size_t nodes, const std::map<std::string, int>& counts) {
  std::vector<std::string> parts;
  for (const auto& [reason, count] : counts) parts.push_back(fmt::format("{} {}", count, reason));
  std::ranges::sort(parts);
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : ", ") + part;
  return fmt::format("0/{} nodes are available: {}.", nodes, text);
}

/// The share of a node that stays free, 0 to 100: pods are spread.
double free_share(const Pod& pod, const NodeView& candidate) {
  const auto offered = amounts_of(candidate.node->status.allocatable);
  auto taken = used_on(candidate);
  add_to(taken, needs_of(pod.spec));
  double sum = 0;
  for (const auto* name : {"cpu", "memory"}) {
    const auto all = offered.find(name);
    if (all == offered.end() || all->second <= 0) continue;
    const auto left = std::max<std::int64_t>(0, all->second - taken[name]);
    sum += 50.0 * static_cast<double>(left) / static_cast<double>(all->second);
  }
  return sum;
}
}  // namespace

std::vector<std::string> obstacles(const Pod& pod, const NodeView& candidate, const ClusterView& view) {
  const auto& node = *candidate.node;
  if (auto why = one_obstacle(closed_to_new_pods(pod, node)); !why.empty()) return why;
  if (auto why = one_obstacle(untolerated_taint(pod, node)); !why.empty()) return why;
  if (auto why = one_obstacle(not_wanted_node(pod, node)); !why.empty()) return why;
  if (auto why = one_obstacle(taken_ports(pod, candidate)); !why.empty()) return why;
  if (auto why = missing_resources(pod, candidate); !why.empty()) return why;
  return one_obstacle(pod_rules_broken(pod, candidate, view));
}

double suitability(const Pod& pod, const NodeView& candidate, const ClusterView& view) {
  double wishes = static_cast<double>(pod_wishes_met(pod, candidate, view));
  if (pod.spec.affinity && pod.spec.affinity->node_affinity)
    for (const auto& wish : pod.spec.affinity->node_affinity->preferred_during_scheduling_ignored_during_execution)
      if (chooses(wish.preference, *candidate.node)) wishes += wish.weight;
  for (const auto& taint : candidate.node->spec.taints)
    if (taint.effect == "PreferNoSchedule" && !tolerates(pod.spec.tolerations, taint)) wishes -= 100;
  return wishes * 2 + free_share(pod, candidate);
}

Decision choose_node(const Pod& pod, const ClusterView& view) {
  if (view.nodes.empty()) return {nullptr, "no nodes available to schedule pods"};
  if (const auto claim = missing_claim(pod); !claim.empty())
    return {nullptr, fmt::format("0/{} nodes are available: {}.", view.nodes.size(), claim)};
  Decision best;
  double best_score = 0;
  std::map<std::string, int> counts;
  for (const auto& candidate : view.nodes) {
    const auto against = obstacles(pod, candidate, view);
    for (const auto& why : against) ++counts[why];
    if (!against.empty()) continue;
    const auto score = suitability(pod, candidate, view);
    if (best.node != nullptr && score <= best_score) continue;
    best.node = candidate.node;
    best_score = score;
  }
  if (best.node == nullptr) best.message = nowhere(view.nodes.size(), counts);
  return best;
}

}  // namespace coracle::cluster

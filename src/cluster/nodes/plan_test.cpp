#include "cluster/nodes/plan.h"

#include <gtest/gtest.h>

#include "cluster/namespaces/emptying.h"

namespace coracle::cluster {
namespace {
using api::core::v1::Node;
using api::core::v1::NodeCondition;

const WallTime noon = *parse_time("2026-01-01T12:00:00Z");

Node node_with(std::string ready, bool unschedulable = false) {
  Node node;
  node.metadata.name = "n1";
  node.spec.unschedulable = unschedulable;
  if (ready.empty()) return node;
  NodeCondition condition;
  condition.type = "Ready";
  condition.status = std::move(ready);
  node.status.conditions.push_back(condition);
  return node;
}

std::string taints_of(const Node& node) {
  std::string out;
  for (const auto& taint : node.spec.taints) out += (out.empty() ? "" : " ") + taint.key + ":" + taint.effect;
  return out;
}

TEST(NodePlan, taints_say_what_conditions_say) {
  const std::string not_ready = "node.kubernetes.io/not-ready", unreachable = "node.kubernetes.io/unreachable";
  EXPECT_EQ(taints_of(planned(node_with("True"), false, noon)), "");
  EXPECT_EQ(taints_of(planned(node_with(""), false, noon)), not_ready + ":NoSchedule");
  const auto broken = planned(node_with("False"), false, noon);
  EXPECT_EQ(taints_of(broken), not_ready + ":NoSchedule " + not_ready + ":NoExecute");
  const auto silent = planned(node_with("True"), true, noon);
  EXPECT_EQ(taints_of(silent), unreachable + ":NoSchedule " + unreachable + ":NoExecute");
  EXPECT_EQ(silent.status.conditions[0].status, "Unknown");
  EXPECT_EQ(silent.status.conditions[0].reason, "NodeStatusUnknown");
  EXPECT_EQ(silent.status.conditions[1].reason, "NodeStatusNeverUpdated");
  EXPECT_EQ(taints_of(planned(node_with("True", true), false, noon)), "node.kubernetes.io/unschedulable:NoSchedule");
}

TEST(NodePlan, a_node_that_is_well_again_loses_our_taints_and_keeps_others) {
  auto node = planned(node_with("True"), true, noon);
  api::core::v1::Taint own;
  own.key = "team";
  own.effect = "NoSchedule";
  node.spec.taints.push_back(own);
  for (auto& condition : node.status.conditions) condition.status = "True";
  node.status.conditions.resize(1);
  EXPECT_EQ(taints_of(planned(node, false, noon)), "team:NoSchedule");
}

TEST(NamespaceConditions, tell_what_is_left_in_kubernetes_words) {
  Remaining remaining;
  remaining.objects = {{"pods.", 2}, {"virtualmachines.kubevirt.io", 1}};
  remaining.finalizers = {{"kubevirt.io/virtualMachineControllerFinalize", 1}};
  const auto conditions = deletion_conditions({}, remaining, "now");
  ASSERT_EQ(conditions.size(), 5U);
  EXPECT_EQ(conditions[3].message,
            "Some resources are remaining: pods. has 2 resource instances, virtualmachines.kubevirt.io has 1 resource "
            "instances");
  EXPECT_EQ(conditions[4].message,
            "Some content in the namespace has finalizers remaining: kubevirt.io/virtualMachineControllerFinalize in 1 "
            "resource instances");
  const auto later = deletion_conditions(conditions, remaining, "later");
  EXPECT_EQ(later[3].last_transition_time.text, "now");
  const auto done = deletion_conditions(conditions, Remaining{}, "later");
  EXPECT_EQ(done[3].reason, "ContentRemoved");
  EXPECT_EQ(done[3].last_transition_time.text, "later");
}

}  // namespace
}  // namespace coracle::cluster

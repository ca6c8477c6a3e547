#include "virt/handler/node/node_state.h"

#include <gtest/gtest.h>

namespace coracle::virt::handler {
namespace {
using namespace std::chrono_literals;

api::core::v1::Node node_from(const char* text) {
  return schema::decoded<api::core::v1::Node>(json::parse(text).take());
}

TEST(NodeState, a_new_node_gets_all_of_it) {
  NodeState wanted;
  wanted.labels.emplace()["cpu-model.node.kubevirt.io/EPYC"] = "true";
  wanted.schedulable = true;
  wanted.kvm = "slow";
  wanted.address = "127.0.0.1:8186";
  wanted.heartbeat = WallTime{1'800'000'000s};
  EXPECT_EQ(json::serialize(node_patch(node_from(R"({"metadata":{"name":"n"}})"), wanted)),
            R"({"metadata":{"labels":{"cpu-model.node.kubevirt.io/EPYC":"true","kubevirt.io/schedulable":"true",)"
            R"("kubevirt.io/cpumanager":"false","cpumanager":"false"},"annotations":{"coracle.dev/kvm":"slow",)"
            R"("coracle.dev/virt-handler-address":"127.0.0.1:8186","kubevirt.io/heartbeat":"2027-01-15T08:00:00Z"}}})");
}

TEST(NodeState, only_what_differs_is_written_and_what_is_not_true_any_more_goes) {
  const auto node = node_from(R"({"metadata":{"name":"n","labels":{"kubevirt.io/schedulable":"false",
    "kubevirt.io/cpumanager":"false","cpumanager":"false","cpu-model.node.kubevirt.io/old":"true","zone":"a"}}})");
  NodeState wanted;
  EXPECT_TRUE(node_patch(node, wanted).empty()) << "labels that nobody has probed yet stay";
  wanted.labels.emplace();
  EXPECT_EQ(json::serialize(node_patch(node, wanted)),
            R"({"metadata":{"labels":{"cpu-model.node.kubevirt.io/old":null}}})");
}

TEST(NodeState, an_administrator_may_keep_the_labeller_off) {
  const auto node = node_from(R"({"metadata":{"name":"n","annotations":{"node-labeller.kubevirt.io/skip-node":"true"},
    "labels":{"kubevirt.io/schedulable":"false","kubevirt.io/cpumanager":"false","cpumanager":"false",
    "cpu-model.node.kubevirt.io/mine":"true"}}})");
  NodeState wanted;
  wanted.labels.emplace()["cpu-model.node.kubevirt.io/EPYC"] = "true";
  EXPECT_TRUE(node_patch(node, wanted).empty());
}

}  // namespace
}  // namespace coracle::virt::handler

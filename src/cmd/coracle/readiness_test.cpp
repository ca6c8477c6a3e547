#include "cmd/coracle/readiness.h"

#include <gtest/gtest.h>

namespace coracle::cmd {
namespace {

json::Value node(std::string_view ready, std::string_view schedulable) {
  return json::parse(R"({"metadata":{"labels":{"kubevirt.io/schedulable":")" + std::string(schedulable) +
                     R"("}},"status":{"conditions":[{"type":"Ready","status":")" + std::string(ready) +
                     R"(","message":"the runtime does not answer"}]}})")
      .take();
}
json::Value kubevirt(std::string_view available) {
  return json::parse(R"({"status":{"conditions":[{"type":"Available","status":")" + std::string(available) +
                     R"(","message":"virt-api does not answer yet"}]}})")
      .take();
}

TEST(Readiness, lacks_nothing_when_virtual_machines_can_run) {
  EXPECT_TRUE(missing_for_ready(node("True", "true"), kubevirt("True")).empty());
}

TEST(Readiness, names_each_thing_that_is_missing_with_its_reason) {
  using Sentences = std::vector<std::string>;
  const std::string unschedulable = "the Node is not schedulable for virtual machines (label kubevirt.io/schedulable)";
  struct Case {
    json::Value node;
    json::Value kubevirt;
    Sentences expected;
  };
  const Case cases[] = {
      {nullptr, nullptr, {"the Node is not registered", "KubeVirt is not installed"}},
      {node("False", "false"), kubevirt("True"), {"the Node is not Ready: the runtime does not answer", unschedulable}},
      {node("True", "true"), kubevirt("False"), {"KubeVirt is not Available: virt-api does not answer yet"}},
      {json::Object(), json::Object(), {"the Node is not Ready", unschedulable, "KubeVirt is not Available"}},
  };
  for (const auto& one : cases) EXPECT_EQ(missing_for_ready(one.node, one.kubevirt), one.expected);
}

json::Value event(std::string_view type, std::string_view pod, std::string_view at, std::string_view message) {
  return json::Object{{"type", type},
                      {"involvedObject", json::Object{{"kind", "Pod"}, {"name", pod}}},
                      {"lastTimestamp", at},
                      {"message", message}};
}

TEST(Readiness, tells_what_the_nodes_probe_has_met_with) {
  const json::Value events[] = {event("Warning", "node-probe-1", "2026-01-01T00:00:05Z", "no sandbox"),
                                event("Warning", "node-probe-1", "2026-01-01T00:00:01Z", "older"),
                                event("Normal", "node-probe-1", "2026-01-01T00:00:09Z", "pulled"),
                                event("Warning", "virt-launcher-x", "2026-01-01T00:00:09Z", "another pod")};
  std::vector<const json::Value*> all;
  for (const auto& one : events) all.push_back(&one);
  EXPECT_EQ(probe_trouble(all), "no sandbox");
  EXPECT_EQ(probe_trouble({}), "");
  const auto missing = missing_for_ready(node("True", "false"), kubevirt("True"), probe_trouble(all));
  EXPECT_EQ(missing.front(),
            "the Node is not schedulable for virtual machines (label kubevirt.io/schedulable): the node's probe: no "
            "sandbox");
}

}  // namespace
}  // namespace coracle::cmd

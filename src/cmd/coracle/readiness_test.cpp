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

}  // namespace
}  // namespace coracle::cmd

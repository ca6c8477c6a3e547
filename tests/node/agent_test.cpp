// The node agent on a real containerd, with the real API server.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "agent_world.h"

namespace coracle::node_test {
namespace {
using namespace std::chrono_literals;

std::string file_text(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

const json::Value& main_status(const json::Value& pod) {
  return json::find(pod, {"status", "containerStatuses"})->get_array().at(0);
}

std::string condition(const json::Value& object, std::string_view type) {
  const auto* all = json::find(object, {"status", "conditions"});
  if (all)
    for (const auto& one : all->get_array())
      if (json::text(one, {"type"}) == type) return std::string(json::text(one, {"status"}));
  return "absent";
}

Task<> runs_a_pod(AgentWorld& world) {
  auto spec = world.pod("one", "echo hello; exec sleep 1000");
  const auto made = co_await world.create(std::move(spec));
  const auto pod = co_await world.until_phase("one", "Running");
  EXPECT_EQ(condition(pod, "Ready"), "True");
  EXPECT_EQ(condition(pod, "PodReadyToStartContainers"), "True");
  EXPECT_TRUE(json::text(pod, {"status", "podIP"}).starts_with("10.244.0.")) << json::pretty(pod);
  EXPECT_EQ(json::text(pod, {"status", "hostIP"}), "10.244.0.1");
  EXPECT_EQ(json::text(pod, {"status", "qosClass"}), "BestEffort");
  EXPECT_TRUE(json::text(main_status(pod), {"containerID"}).starts_with("containerd://"));
  const auto log =
      world.root() + "/var/log/pods/default_one_" + std::string(json::text(pod, {"metadata", "uid"})) + "/main/0.log";
  EXPECT_NE(file_text(log).find("hello"), std::string::npos) << log;
  co_await world.remove("one");
  co_await world.until_gone("one");
  EXPECT_FALSE(std::filesystem::exists(log));
  const auto events = co_await world.events("one");
  for (const char* text : {"Pulled: Container image", "Created: Created container: main",
                           "Started: Started container main", "Killing: Stopping container main"})
    EXPECT_NE(events.find(text), std::string::npos) << text << " is not among\n" << events;
}
TEST(NodeAgent, RunsAPodFromCreationToDeletion) { with_agent(runs_a_pod); }

}  // namespace
}  // namespace coracle::node_test

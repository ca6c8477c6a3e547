// Nodes whose virt-handler has fallen silent.
#include <gtest/gtest.h>

#include "world.h"

namespace coracle::testing {
namespace {
using namespace std::chrono_literals;

Task<> heartbeat(ControllerWorld& world, Duration ago) {
  const auto when = format_time(std::chrono::system_clock::now() - std::chrono::duration_cast<WallTime::duration>(ago));
  co_await world.patch(a_node_kind, "node1",
                       R"({"metadata":{"annotations":{"kubevirt.io/heartbeat":")" + when + R"("}}})");
}

TEST(SilentNode, takes_no_more_guests_and_the_ones_without_a_pod_are_failed) {
  with_controller([](ControllerWorld& world) -> Task<> {
    co_await world.start_controller();
    co_await heartbeat(world, 1min);
    for (const std::string name : {"alive", "lost"}) {
      co_await world.make_instance(name);
      co_await world.bring_up(name);
    }
    const auto node = co_await world.find(a_node_kind, "node1");
    EXPECT_EQ(at(*node, {"metadata", "labels", "kubevirt.io/schedulable"}), "true");
    // Its pod ended a moment ago, so virt-handler still has the word; but it is silent.
    const auto pod = at(co_await world.pod_of("lost"), {"metadata", "name"});
    const auto now = format_time(std::chrono::system_clock::now());
    co_await world.patch(
        launcher_kind, pod,
        R"({"status":{"phase":"Failed","containerStatuses":[{"name":"compute","image":"x","imageID":"",)"
        R"("ready":false,"restartCount":0,"state":{"terminated":{"exitCode":137,"finishedAt":")" +
            now + R"("}}}]}})",
        "status");
    co_await heartbeat(world, 6min);
    const auto marked =
        co_await world.until_path(a_node_kind, "node1", {"metadata", "labels", "kubevirt.io/schedulable"}, "false");
    EXPECT_TRUE(marked.is_object());
    const auto lost = co_await world.until_path(instance_kind, "lost", {"status", "phase"}, "Failed");
    EXPECT_EQ(at(lost, {"status", "reason"}), "NodeUnresponsive");
    EXPECT_EQ(at(*co_await world.find(instance_kind, "alive"), {"status", "phase"}), "Running");
    EXPECT_TRUE(co_await world.until_told("NodeUnresponsive", 2));
  });
}

}  // namespace
}  // namespace coracle::testing

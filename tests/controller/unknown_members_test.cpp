// A newer KubeVirt, or anybody else, may have put members into an object that this one does not know: they stay.
#include <gtest/gtest.h>

#include "world.h"

namespace coracle::testing {
namespace {

constexpr const char* mark = "fromTheFuture";

/// Puts a member of its own into every object within the value, the top and metadata's maps excepted.
void sow(json::Value& value, bool is_map = false) {
  if (value.is_array()) {
    for (auto& item : value.get_array()) sow(item);
    return;
  }
  if (!value.is_object()) return;
  for (auto& member : value.get_object()) {
    const auto key = member.key();
    sow(member.value(), key == "labels" || key == "annotations" || key == "nodeSelector" || key == "requests" ||
                            key == "limits" || key == "activePods" || key == "managedFields");
  }
  if (!is_map) value.get_object()[mark] = json::Object{{"deep", json::Array{1, "two"}}};
}

std::size_t sown(const json::Value& value) {
  std::size_t count = 0;
  if (value.is_array())
    for (const auto& item : value.get_array()) count += sown(item);
  if (!value.is_object()) return count;
  for (const auto& member : value.get_object()) count += member.key() == mark ? 1 : sown(member.value());
  return count;
}

Task<json::Value> sow_stored(ControllerWorld& world, kube::Kind kind, std::string name, std::string subresource) {
  for (int attempt = 0;; ++attempt) {
    auto object = *co_await world.find(kind, name);
    sow(object.as_object()["spec"]);
    sow(object.as_object()["status"]);
    object.as_object()[mark] = "top";
    try {
      co_return co_await world.admin.replace(kind, {"default", name}, object, subresource);
    } catch (const Error& error) {
      // The controller wrote in between.
      if (error.reason() != Reason::conflict || attempt == 20) throw;
    }
  }
}

TEST(UnknownMembers, of_an_instance_survive_every_write_of_its_life) {
  with_controller(
      [](ControllerWorld& world) -> Task<> {
        co_await world.start_controller();
        co_await world.make_machine("vm");
        const auto pod = at(co_await world.pod_of("vm"), {"metadata", "name"});
        co_await world.until_path(instance_kind, "vm", {"status", "phase"}, "Scheduling");
        co_await world.bind_pod(pod);
        const auto planted = sown(co_await sow_stored(world, instance_kind, "vm", ""));
        EXPECT_GT(planted, 10U);
        co_await world.run_pod(pod);
        auto instance = co_await world.until_path(instance_kind, "vm", {"status", "phase"}, "Scheduled");
        EXPECT_EQ(sown(instance), planted);
        co_await world.guest_runs("vm");
        instance = co_await world.until(instance_kind, "vm",
                                        [](const json::Value& one) { return has_condition(one, "Ready", "True"); });
        EXPECT_EQ(sown(instance), planted);
        co_await world.patch(machine_kind, "vm", R"({"spec":{"template":{"spec":{"nodeSelector":{"a":"b"}}}}})");
        instance = co_await world.until_path(instance_kind, "vm", {"spec", "nodeSelector", "a"}, "b");
        EXPECT_EQ(sown(instance), planted);
        co_await world.admin.remove(machine_kind, {"default", "vm"});
        co_await world.guest_ends("vm", "Succeeded");
        instance = co_await world.until(instance_kind, "vm",
                                        [](const json::Value& one) { return finalizers(one).size() == 1; });
        EXPECT_EQ(sown(instance), planted);
      },
      {true, true, true});
}

TEST(UnknownMembers, of_a_pod_survive_the_gate_and_the_labels) {
  with_controller(
      [](ControllerWorld& world) -> Task<> {
        co_await world.start_controller();
        co_await world.make_instance("vmi");
        const auto pod = at(co_await world.pod_of("vmi"), {"metadata", "name"});
        co_await world.until(launcher_kind, pod, [](const json::Value& one) {
          return has_condition(one, "kubevirt.io/virtual-machine-unpaused", "True");
        });
        co_await world.bind_pod(pod);
        co_await world.run_pod(pod);
        const auto planted = sown(co_await sow_stored(world, launcher_kind, pod, "status"));
        EXPECT_GT(planted, 3U);
        co_await world.until_path(instance_kind, "vmi", {"status", "phase"}, "Scheduled");
        co_await world.guest_runs("vmi");
        const auto after =
            co_await world.until_path(launcher_kind, pod, {"metadata", "labels", "kubevirt.io/nodeName"}, "node1");
        EXPECT_EQ(sown(after), planted);
      },
      {true, true, true});
}

TEST(UnknownMembers, of_a_machine_survive_its_finalizer_and_its_status) {
  with_controller(
      [](ControllerWorld& world) -> Task<> {
        co_await world.make_machine("vm", "Halted");
        const auto planted = sown(co_await sow_stored(world, machine_kind, "vm", ""));
        EXPECT_GT(planted, 5U);
        co_await world.start_controller();
        const auto after = co_await world.until_path(machine_kind, "vm", {"status", "printableStatus"}, "Stopped");
        EXPECT_EQ(sown(after), planted);
        EXPECT_EQ(finalizers(after).size(), 1U);
      },
      {true, true, true});
}

}  // namespace
}  // namespace coracle::testing

// A machine's life against the real API server; the test plays scheduler, node and virt-handler.
#include <gtest/gtest.h>

#include <algorithm>

#include "world.h"

namespace coracle::testing {
namespace {
using namespace std::chrono_literals;

TEST(MachineLife, a_machine_that_is_always_on_gets_one_instance_and_one_pod) {
  with_controller([](ControllerWorld& world) -> Task<> {
    co_await world.start_controller();
    co_await world.make_machine("vm-cirros");
    const auto pod = co_await world.pod_of("vm-cirros");
    EXPECT_TRUE(pod.is_object());
    const auto machine =
        co_await world.until_path(machine_kind, "vm-cirros", {"status", "printableStatus"}, "Starting");
    EXPECT_EQ(at(machine, {"status", "created"}), "true");
    EXPECT_EQ(at(machine, {"status", "runStrategy"}), "Always");
    EXPECT_EQ(finalizers(machine), std::vector<std::string>{"kubevirt.io/virtualMachineControllerFinalize"});
    const auto instance = co_await world.until_path(instance_kind, "vm-cirros", {"status", "phase"}, "Scheduling");
    EXPECT_EQ(at(instance, {"metadata", "labels", "kubevirt.io/size"}), "small");
    EXPECT_EQ(at(instance, {"metadata", "annotations", "kubevirt.io/vm-generation"}), "1");
    EXPECT_EQ(at(instance, {"status", "qosClass"}), "Burstable");
    EXPECT_EQ(at(instance, {"status", "virtualMachineRevisionName"}),
              "revision-start-vm-" + at(machine, {"metadata", "uid"}) + "-1");
    EXPECT_TRUE(has_condition(instance, "Ready", "False", "GuestNotRunning"));
    EXPECT_EQ((co_await world.all(launcher_kind)).size(), 1U);
    EXPECT_EQ((co_await world.all(revisions_kind)).size(), 1U);
    const auto gated = co_await world.until(launcher_kind, at(pod, {"metadata", "name"}), [](const json::Value& one) {
      return has_condition(one, "kubevirt.io/virtual-machine-unpaused", "True", "NotPaused");
    });
    EXPECT_TRUE(gated.is_object());
  });
}

TEST(MachineLife, an_instance_is_handed_over_in_one_write_and_its_readiness_reaches_the_machine) {
  with_controller([](ControllerWorld& world) -> Task<> {
    co_await world.start_controller();
    co_await world.make_machine("vm");
    const auto pod = at(co_await world.pod_of("vm"), {"metadata", "name"});
    co_await world.until_path(instance_kind, "vm", {"status", "phase"}, "Scheduling");
    co_await world.bind_pod(pod);
    const int before = world.faults.count("PATCH", "/virtualmachineinstances/vm");
    co_await world.run_pod(pod);
    const auto instance = co_await world.until_path(instance_kind, "vm", {"status", "phase"}, "Scheduled");
    EXPECT_EQ(world.faults.count("PATCH", "/virtualmachineinstances/vm"), before + 1);
    EXPECT_EQ(before, 1) << "one write for Scheduling, one for Scheduled";
    EXPECT_EQ(at(instance, {"status", "nodeName"}), "node1");
    EXPECT_EQ(at(instance, {"metadata", "labels", "kubevirt.io/nodeName"}), "node1");
    EXPECT_EQ(at(instance, {"status", "migrationTransport"}), "Unix");
    EXPECT_EQ(at(instance, {"status", "launcherContainerImageVersion"}), launcher_name);
    EXPECT_EQ(json::find(instance, {"status", "activePods"})->as_object().size(), 1U);
    EXPECT_EQ(at(instance, {"status", "volumeStatus"}), R"([{"name":"containerdisk","target":""}])");
    co_await world.guest_runs("vm");
    const auto machine = co_await world.until_path(machine_kind, "vm", {"status", "ready"}, "true");
    EXPECT_EQ(at(machine, {"status", "printableStatus"}), "Running");
    EXPECT_TRUE(has_condition(machine, "Ready", "True"));
    const auto labelled =
        co_await world.until_path(launcher_kind, pod, {"metadata", "labels", "kubevirt.io/nodeName"}, "node1");
    EXPECT_TRUE(labelled.is_object());
    EXPECT_TRUE(co_await world.until_told(
        "Normal SuccessfulCreate: Started the virtual machine by creating the new virtual machine instance vm"));
    EXPECT_TRUE(co_await world.until_told("Normal SuccessfulCreate: Created virtual machine pod " + pod));
  });
}

TEST(MachineLife, stop_and_start_requests_are_done_once_and_taken_off) {
  with_controller([](ControllerWorld& world) -> Task<> {
    co_await world.start_controller();
    co_await world.make_machine("vm", "Manual");
    co_await world.until_path(machine_kind, "vm", {"status", "printableStatus"}, "Stopped");
    EXPECT_FALSE(co_await world.find(instance_kind, "vm"));
    co_await world.patch(machine_kind, "vm", R"({"status":{"stateChangeRequests":[{"action":"Start"}]}})", "status");
    const auto pod = co_await world.bring_up("vm");
    auto machine = co_await world.until_path(machine_kind, "vm", {"status", "printableStatus"}, "Running");
    EXPECT_EQ(json::find(machine, {"status", "stateChangeRequests"}), nullptr);

    const auto instance = co_await world.find(instance_kind, "vm");
    co_await world.patch(machine_kind, "vm",
                         R"({"status":{"stateChangeRequests":[{"action":"Stop","uid":")" +
                             at(*instance, {"metadata", "uid"}) + R"("}]}})",
                         "status");
    machine = co_await world.until_path(machine_kind, "vm", {"status", "printableStatus"}, "Stopping");
    EXPECT_TRUE(machine.is_object());
    const auto going = co_await world.until(launcher_kind, pod, [](const json::Value& one) {
      return json::find(one, {"metadata", "deletionTimestamp"}) != nullptr;
    });
    EXPECT_TRUE(going.is_object());
    co_await world.guest_ends("vm", "Succeeded");
    // Its finalizers hold it while the pod is there.
    co_await sleep_for(30ms);
    EXPECT_TRUE(co_await world.find(instance_kind, "vm"));
    co_await world.finish_pod(pod);
    EXPECT_TRUE(co_await world.until_gone(instance_kind, "vm"));
    machine = co_await world.until(machine_kind, "vm", [](const json::Value& one) {
      return at(one, {"status", "printableStatus"}) == "Stopped" && !json::find(one, {"status", "stateChangeRequests"});
    });
    EXPECT_TRUE(machine.is_object());
    EXPECT_TRUE(has_condition(machine, "Ready", "False", "VMINotExists"));
    EXPECT_TRUE(co_await world.until_told("Normal SuccessfulDelete: Stopped the virtual machine by deleting"));
  });
}

TEST(MachineLife, a_guest_that_powers_off_comes_back_when_its_machine_is_always_on) {
  with_controller([](ControllerWorld& world) -> Task<> {
    co_await world.start_controller();
    co_await world.make_machine("vm");
    const auto pod = co_await world.bring_up("vm");
    const auto first = at(*co_await world.find(instance_kind, "vm"), {"metadata", "uid"});
    co_await world.guest_ends("vm", "Succeeded");
    co_await world.until(launcher_kind, pod, [](const json::Value& one) {
      return json::find(one, {"metadata", "deletionTimestamp"}) != nullptr;
    });
    co_await world.finish_pod(pod);
    const auto second = co_await world.until(instance_kind, "vm", [&](const json::Value& one) {
      return at(one, {"metadata", "uid"}) != first;
    });
    EXPECT_TRUE(second.is_object());
    const auto next_pod = co_await world.pod_of("vm");
    EXPECT_NE(at(next_pod, {"metadata", "name"}), pod);
  });
}

TEST(MachineLife, a_guest_that_never_runs_is_started_ever_more_seldom) {
  with_controller([](ControllerWorld& world) -> Task<> {
    co_await world.start_controller();
    co_await world.make_machine("vm");
    const auto pod = at(co_await world.pod_of("vm"), {"metadata", "name"});
    co_await world.until_path(instance_kind, "vm", {"status", "phase"}, "Scheduling");
    co_await world.finish_pod(pod);
    const auto machine =
        co_await world.until_path(machine_kind, "vm", {"status", "printableStatus"}, "CrashLoopBackOff");
    EXPECT_EQ(at(machine, {"status", "startFailure", "consecutiveFailCount"}), "1");
    EXPECT_TRUE(co_await world.until_gone(instance_kind, "vm"));
    co_await sleep_for(200ms);
    EXPECT_FALSE(co_await world.find(instance_kind, "vm"));
  });
}

TEST(MachineLife, a_deleted_machine_waits_for_its_instance_and_an_orphaning_one_does_not) {
  with_controller([](ControllerWorld& world) -> Task<> {
    co_await world.start_controller();
    for (const std::string name : {"goes", "orphans"}) {
      co_await world.make_machine(name);
      co_await world.bring_up(name);
    }
    co_await world.until_path(machine_kind, "orphans", {"status", "printableStatus"}, "Running");
    co_await world.admin.remove(machine_kind, {"default", "goes"});
    kube::RemoveOptions orphan;
    orphan.propagation = "Orphan";
    co_await world.admin.remove(machine_kind, {"default", "orphans"}, orphan);

    const auto going = co_await world.until_path(machine_kind, "goes", {"status", "printableStatus"}, "Terminating");
    EXPECT_TRUE(going.is_object());
    const auto pod = at(co_await world.pod_of("goes"), {"metadata", "name"});
    co_await world.guest_ends("goes", "Succeeded");
    co_await world.until(launcher_kind, pod, [](const json::Value& one) {
      return json::find(one, {"metadata", "deletionTimestamp"}) != nullptr;
    });
    co_await world.finish_pod(pod);
    EXPECT_TRUE(co_await world.until_gone(instance_kind, "goes"));
    EXPECT_TRUE(co_await world.until_gone(machine_kind, "goes"));

    const auto orphaned = co_await world.until(machine_kind, "orphans", [](const json::Value& one) {
      return finalizers(one) == std::vector<std::string>{"orphan"};
    });
    EXPECT_TRUE(orphaned.is_object());
    const auto instance = co_await world.find(instance_kind, "orphans");
    EXPECT_TRUE(instance && !json::find(*instance, {"metadata", "deletionTimestamp"}));
  });
}

TEST(MachineLife, a_change_that_needs_a_restart_is_told_and_taken_back_when_undone) {
  with_controller([](ControllerWorld& world) -> Task<> {
    co_await world.start_controller();
    co_await world.make_machine("vm");
    co_await world.bring_up("vm");
    co_await world.until_path(machine_kind, "vm", {"status", "printableStatus"}, "Running");
    const std::string memory = R"({"spec":{"template":{"spec":{"domain":{"resources":{"requests":{"memory":")";
    co_await world.patch(machine_kind, "vm", memory + R"(128M"}}}}}}})");
    auto machine = co_await world.until(
        machine_kind, "vm", [](const json::Value& one) { return has_condition(one, "RestartRequired", "True"); });
    EXPECT_TRUE(machine.is_object());
    EXPECT_EQ(at(machine, {"status", "observedGeneration"}), "1");
    EXPECT_EQ(at(machine, {"status", "desiredGeneration"}), "2");
    co_await world.patch(machine_kind, "vm", memory + R"(64M"}}}}}}})");
    machine = co_await world.until(
        machine_kind, "vm", [](const json::Value& one) { return !has_condition(one, "RestartRequired", "True"); });
    EXPECT_TRUE(machine.is_object());
    // Nothing differs any more: the instance counts as one of this generation.
    const auto bumped =
        co_await world.until_path(instance_kind, "vm", {"metadata", "annotations", "kubevirt.io/vm-generation"}, "3");
    EXPECT_TRUE(bumped.is_object());
  });
}

TEST(MachineLife, without_controller_revisions_machines_start_all_the_same) {
  with_controller(
      [](ControllerWorld& world) -> Task<> {
        co_await world.start_controller();
        co_await world.make_machine("vm");
        co_await world.bring_up("vm");
        const auto machine = co_await world.until_path(machine_kind, "vm", {"status", "printableStatus"}, "Running");
        EXPECT_TRUE(machine.is_object());
        EXPECT_FALSE(has_condition(machine, "Failure", "True"));
      },
      {false, false, true});
}

TEST(MachineLife, what_this_release_lacks_is_refused_in_words) {
  with_controller([](ControllerWorld& world) -> Task<> {
    co_await world.start_controller();
    co_await world.make_machine("vm", "WaitAsReceiver");
    const auto machine = co_await world.until(machine_kind, "vm", [](const json::Value& one) {
      return has_condition(one, "Failure", "True", "NotSupported");
    });
    EXPECT_TRUE(machine.is_object());
    EXPECT_NE(json::serialize(machine).find("which Coracle does not have yet"), std::string::npos);
    EXPECT_FALSE(co_await world.find(instance_kind, "vm"));
  });
}

}  // namespace
}  // namespace coracle::testing

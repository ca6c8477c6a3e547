// Instances that no machine owns, and what can go wrong with their pods.
#include <gtest/gtest.h>

#include <algorithm>

#include "world.h"

namespace coracle::testing {
namespace {
using namespace std::chrono_literals;

TEST(InstanceLife, one_without_a_machine_runs_and_is_gone_when_its_pod_is) {
  with_controller([](ControllerWorld& world) -> Task<> {
    co_await world.start_controller();
    co_await world.make_instance("bare");
    const auto pod = co_await world.bring_up("bare");
    co_await world.until(instance_kind, "bare",
                         [](const json::Value& one) { return has_condition(one, "Ready", "True"); });
    co_await world.admin.remove(instance_kind, {"default", "bare"});
    co_await world.until(launcher_kind, pod, [](const json::Value& one) {
      return json::find(one, {"metadata", "deletionTimestamp"}) != nullptr;
    });
    co_await world.guest_ends("bare", "Succeeded");
    co_await world.finish_pod(pod);
    EXPECT_TRUE(co_await world.until_gone(instance_kind, "bare"));
  });
}

TEST(InstanceLife, deleted_before_it_ran_it_is_gone_without_the_node) {
  with_controller([](ControllerWorld& world) -> Task<> {
    co_await world.start_controller();
    co_await world.make_instance("early");
    co_await world.pod_of("early");
    co_await world.admin.remove(instance_kind, {"default", "early"});
    // No node has taken the pod: the API server removes it at once.
    EXPECT_TRUE(co_await world.until_gone(instance_kind, "early"));
    EXPECT_TRUE((co_await world.all(launcher_kind)).empty());
  });
}

TEST(InstanceLife, an_image_that_cannot_be_pulled_is_told_in_the_kubelets_words) {
  with_controller([](ControllerWorld& world) -> Task<> {
    co_await world.start_controller();
    co_await world.make_machine("vm");
    const auto pod = at(co_await world.pod_of("vm"), {"metadata", "name"});
    co_await world.bind_pod(pod);
    const auto waiting = [](std::string reason, std::string message) {
      return R"({"status":{"containerStatuses":[{"name":"volumecontainerdisk","ready":false,"image":"x","imageID":"",)"
             R"("restartCount":0,"state":{"waiting":{"reason":")" +
             reason + R"(","message":")" + message + R"("}}}]}})";
    };
    co_await world.patch(launcher_kind, pod, waiting("ErrImagePull", "registry says no"), "status");
    auto instance = co_await world.until(instance_kind, "vm", [](const json::Value& one) {
      return has_condition(one, "Synchronized", "False", "ErrImagePull");
    });
    EXPECT_NE(json::serialize(instance).find("registry says no"), std::string::npos);
    EXPECT_TRUE(
        (co_await world.until_path(machine_kind, "vm", {"status", "printableStatus"}, "ErrImagePull")).is_object());
    co_await world.patch(launcher_kind, pod, waiting("ImagePullBackOff", "Back-off pulling image"), "status");
    EXPECT_TRUE(
        (co_await world.until_path(machine_kind, "vm", {"status", "printableStatus"}, "ImagePullBackOff")).is_object());
    co_await world.run_pod(pod);
    instance = co_await world.until_path(instance_kind, "vm", {"status", "phase"}, "Scheduled");
    EXPECT_FALSE(has_condition(instance, "Synchronized", "False"));
  });
}

TEST(InstanceLife, a_pod_that_fits_nowhere_is_told_as_unschedulable) {
  with_controller([](ControllerWorld& world) -> Task<> {
    co_await world.start_controller();
    co_await world.make_machine("vm");
    const auto pod = at(co_await world.pod_of("vm"), {"metadata", "name"});
    json::Value status = json::Object{
        {"status", json::Object{{"conditions", json::Array{json::Object{{"type", "PodScheduled"},
                                                                        {"status", "False"},
                                                                        {"reason", "Unschedulable"},
                                                                        {"message", "0/1 nodes are available"}}}}}}};
    co_await world.admin.patch(launcher_kind, {"default", pod}, kube::PatchType::strategic, status, {"status", false});
    EXPECT_TRUE((co_await world.until_path(machine_kind, "vm", {"status", "printableStatus"}, "ErrorUnschedulable"))
                    .is_object());
    const auto instance = co_await world.find(instance_kind, "vm");
    EXPECT_TRUE(has_condition(*instance, "PodScheduled", "False", "Unschedulable"));
  });
}

TEST(InstanceLife, a_refused_pod_is_told_in_the_servers_words_and_tried_again) {
  with_controller([](ControllerWorld& world) -> Task<> {
    co_await world.start_controller();
    const auto of_pods = [](const net::Request& request) {
      return request.method == "POST" && request.target.find("/pods") != std::string::npos;
    };
    for (int i = 0; i < 6; ++i)
      world.faults.fail_next(of_pods, Error(Reason::forbidden, "pods \"x\" is forbidden: exceeded quota: small"));
    co_await world.make_instance("vmi");
    const auto instance = co_await world.until(instance_kind, "vmi", [](const json::Value& one) {
      return has_condition(one, "Synchronized", "False", "FailedCreate");
    });
    EXPECT_NE(json::serialize(instance).find(
                  "failed to create virtual machine pod: pods \\\"x\\\" is forbidden: exceeded quota"),
              std::string::npos);
    EXPECT_TRUE((co_await world.pod_of("vmi")).is_object());
    const auto mended = co_await world.until_path(instance_kind, "vmi", {"status", "phase"}, "Scheduling");
    EXPECT_FALSE(has_condition(mended, "Synchronized", "False"));
    EXPECT_TRUE(co_await world.until_told(
        "Warning FailedCreate: Error creating pod: pods \"x\" is forbidden: exceeded quota: small"));
  });
}

TEST(InstanceLife, one_that_cannot_be_rendered_says_what_it_asks_for) {
  with_controller([](ControllerWorld& world) -> Task<> {
    co_await world.start_controller();
    co_await world.make_instance("vmi");
    co_await world.pod_of("vmi");
    auto other = *co_await world.find(instance_kind, "vmi");
    json::at_path(other, {"metadata"}) = json::Object{{"name", "multus"}, {"namespace", "default"}};
    json::at_path(other, {"status"}) = json::Object{{"phase", "Pending"}};
    json::at_path(other, {"spec", "networks"}) =
        json::Array{json::Object{{"name", "default"}, {"multus", json::Object{{"networkName", "blue"}}}}};
    co_await world.admin.create(instance_kind, "default", other);
    const auto refused = co_await world.until(instance_kind, "multus", [](const json::Value& one) {
      return has_condition(one, "Synchronized", "False", "FailedCreate");
    });
    EXPECT_NE(json::serialize(refused).find("network default of Multus"), std::string::npos);
    EXPECT_EQ(at(refused, {"status", "phase"}), "Pending");
  });
}

TEST(InstanceLife, a_pod_that_is_taken_away_ends_it) {
  with_controller([](ControllerWorld& world) -> Task<> {
    co_await world.start_controller();
    for (const std::string name : {"scheduling", "running"}) {
      co_await world.make_instance(name);
      const auto pod = at(co_await world.pod_of(name), {"metadata", "name"});
      co_await world.until_path(instance_kind, name, {"status", "phase"}, "Scheduling");
      if (name == "running") {
        co_await world.bind_pod(pod);
        co_await world.run_pod(pod);
        co_await world.until_path(instance_kind, name, {"status", "phase"}, "Scheduled");
        co_await world.guest_runs(name);
      }
      co_await world.finish_pod(pod);
      EXPECT_TRUE((co_await world.until_path(instance_kind, name, {"status", "phase"}, "Failed")).is_object()) << name;
    }
    EXPECT_TRUE((co_await world.all(launcher_kind)).empty()) << "an ended instance gets no second pod";
  });
}

TEST(InstanceLife, without_an_installation_it_waits_and_says_so) {
  with_controller(
      [](ControllerWorld& world) -> Task<> {
        co_await world.start_controller();
        co_await world.make_instance("vmi");
        const auto waiting = co_await world.until(instance_kind, "vmi", [](const json::Value& one) {
          return has_condition(one, "Synchronized", "False", "FailedCreate");
        });
        EXPECT_NE(json::serialize(waiting).find("no KubeVirt object"), std::string::npos);
        EXPECT_TRUE((co_await world.all(launcher_kind)).empty());
        co_await world.install();
        EXPECT_TRUE((co_await world.pod_of("vmi")).is_object());
      },
      {false, true, false});
}

TEST(InstanceLife, a_paused_guest_takes_its_pod_out_of_service) {
  with_controller([](ControllerWorld& world) -> Task<> {
    co_await world.start_controller();
    co_await world.make_instance("vmi");
    const auto pod = co_await world.bring_up("vmi");
    auto running = co_await world.until(instance_kind, "vmi",
                                        [](const json::Value& one) { return has_condition(one, "Ready", "True"); });
    auto paused = *json::find(running, {"status", "conditions"});
    paused.as_array().push_back(json::Object{{"type", "Paused"}, {"status", "True"}, {"reason", "PausedByUser"}});
    json::Value patch = json::Object{{"status", json::Object{{"conditions", paused}}}};
    co_await world.admin.patch(instance_kind, {"default", "vmi"}, kube::PatchType::merge, patch);
    EXPECT_TRUE((co_await world.until(launcher_kind, pod,
                                      [](const json::Value& one) {
                                        return has_condition(one, "kubevirt.io/virtual-machine-unpaused", "False",
                                                             "Paused") &&
                                               has_condition(one, "Ready", "True");
                                      }))
                    .is_object())
        << "the other conditions stay";
  });
}

}  // namespace
}  // namespace coracle::testing

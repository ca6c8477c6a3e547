// One launcher pod each, ever: two QEMUs on one disk are the worst that could happen.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "world.h"

namespace coracle::testing {
namespace {
using namespace std::chrono_literals;

/// Every pod that was ever made, by the instance it was made for.
struct Births {
  std::map<std::string, std::set<std::string>> pods;  ///< uids of pods by uid of the instance
  static Task<> watch(ControllerWorld& world, Births& births, std::string from) {
    auto open = co_await world.admin.watch(launcher_kind, {"default", {}, {}}, std::move(from));
    while (auto event = co_await open.next()) {
      if (event->type != kube::WatchEvent::Type::added) continue;
      births.pods[at(event->object, {"metadata", "labels", "kubevirt.io/created-by"})].insert(
          at(event->object, {"metadata", "uid"}));
    }
  }
};

Task<std::size_t> instances_with_pods(ControllerWorld& world) {
  std::set<std::string> with;
  for (const auto& pod : co_await world.all(launcher_kind))
    with.insert(at(pod, {"metadata", "labels", "kubevirt.io/created-by"}));
  co_return with.size();
}

Task<> until_count(ControllerWorld& world, std::size_t wanted) {
  const auto end = std::chrono::steady_clock::now() + 40s;
  while (co_await instances_with_pods(world) < wanted && std::chrono::steady_clock::now() < end)
    co_await sleep_for(20ms);
}

TEST(OnePodEver, with_the_watch_held_back_and_the_controller_killed_in_the_middle) {
  with_controller([](ControllerWorld& world) -> Task<> {
    Births births;
    Scope watching(world.loop);
    const auto start = co_await world.admin.list(launcher_kind, {"default", {}, {}});
    watching.spawn(Births::watch(world, births, start.resource_version));
    world.faults.hold_watches_back(500ms);
    co_await world.start_controller();
    constexpr std::size_t machines = 50;
    for (std::size_t i = 0; i < machines; ++i) co_await world.make_machine("vm-" + std::to_string(i));
    // Killed while pods are being made, twice.
    for (const std::size_t after : {5UL, 25UL}) {
      co_await until_count(world, after);
      co_await world.stop_controller();
      co_await world.start_controller();
    }
    co_await until_count(world, machines);
    co_await sleep_for(1500ms);  // what was held back has arrived
    co_await watching.cancel_and_join();
    EXPECT_EQ(births.pods.size(), machines);
    for (const auto& [instance, pods] : births.pods) EXPECT_EQ(pods.size(), 1U) << instance;
    EXPECT_EQ((co_await world.all(instance_kind)).size(), machines);
  });
}

TEST(OnePodEver, when_the_answer_to_its_creation_is_lost) {
  with_controller([](ControllerWorld& world) -> Task<> {
    Births births;
    Scope watching(world.loop);
    const auto start = co_await world.admin.list(launcher_kind, {"default", {}, {}});
    watching.spawn(Births::watch(world, births, start.resource_version));
    world.faults.hold_watches_back(200ms);
    co_await world.start_controller();
    world.faults.fail_next(
        [](const net::Request& request) {
          return request.method == "POST" && request.target.find("/pods") != std::string::npos;
        },
        Error(Reason::service_unavailable, "the connection broke"), true);
    co_await world.make_instance("vmi");
    co_await world.until_path(instance_kind, "vmi", {"status", "phase"}, "Scheduling");
    co_await sleep_for(500ms);
    co_await watching.cancel_and_join();
    EXPECT_EQ(births.pods.size(), 1U);
    EXPECT_EQ(births.pods.begin()->second.size(), 1U);
  });
}

TEST(OnePodEver, when_an_earlier_life_of_the_controller_is_late_with_its_request) {
  with_controller([](ControllerWorld& world) -> Task<> {
    co_await world.start_controller();
    co_await world.make_instance("vmi");
    auto pod = co_await world.pod_of("vmi");
    // The same request again, as it was sent: the server itself refuses.
    pod.as_object().erase("status");
    auto& meta = pod.as_object()["metadata"].as_object();
    for (const char* of_the_server : {"uid", "resourceVersion", "creationTimestamp", "managedFields", "generation"})
      meta.erase(of_the_server);
    Reason reason = Reason::unknown;
    try {
      co_await world.admin.create(launcher_kind, "default", pod);
    } catch (const Error& error) {
      reason = error.reason();
    }
    EXPECT_EQ(reason, Reason::already_exists);
  });
}

TEST(OnePodEver, when_somebody_takes_the_labels_off_a_pod_whose_guest_runs) {
  with_controller([](ControllerWorld& world) -> Task<> {
    co_await world.start_controller();
    co_await world.make_machine("vm");
    const auto pod = co_await world.bring_up("vm");
    co_await world.until_path(machine_kind, "vm", {"status", "printableStatus"}, "Running");
    co_await world.patch(launcher_kind, pod,
                         R"({"metadata":{"labels":{"kubevirt.io":null,"kubevirt.io/created-by":null}}})");
    const auto back =
        co_await world.until_path(launcher_kind, pod, {"metadata", "labels", "kubevirt.io"}, "virt-launcher");
    EXPECT_TRUE(back.is_object());
    co_await sleep_for(50ms);
    EXPECT_EQ(at(*co_await world.find(instance_kind, "vm"), {"status", "phase"}), "Running");
    EXPECT_EQ((co_await world.all(launcher_kind)).size(), 1U);
  });
}

json::Value impostor(const std::string& name, const json::Value& instance, bool names_owner) {
  json::Object metadata{{"name", name},
                        {"namespace", "default"},
                        {"labels", json::Object{{"kubevirt.io", "virt-launcher"},
                                                {"kubevirt.io/created-by", at(instance, {"metadata", "uid"})}}}};
  if (names_owner)
    metadata["ownerReferences"] = json::Array{json::Object{{"apiVersion", "kubevirt.io/v1"},
                                                           {"kind", "VirtualMachineInstance"},
                                                           {"name", at(instance, {"metadata", "name"})},
                                                           {"uid", at(instance, {"metadata", "uid"})},
                                                           {"controller", true}}};
  return json::Object{
      {"apiVersion", "v1"},
      {"kind", "Pod"},
      {"metadata", std::move(metadata)},
      {"spec", json::Object{{"containers", json::Array{json::Object{{"name", "compute"}, {"image", "x"}}}}}}};
}

// CVE-2025-64435: whoever may make pods can give them our labels, and name an instance as their owner.
TEST(OnePodEver, pods_that_somebody_else_made_are_nobodys) {
  with_controller([](ControllerWorld& world) -> Task<> {
    co_await world.start_controller();
    const auto instance = co_await world.make_instance("vmi");
    const auto pod = co_await world.pod_of("vmi");
    const auto before = co_await world.until_path(instance_kind, "vmi", {"status", "phase"}, "Scheduling");
    for (int i = 0; i < 50; ++i) {
      const auto name = "impostor-" + std::to_string(i);
      co_await world.admin.create(launcher_kind, "default", impostor(name, instance, i % 2 == 0));
      co_await world.bind_pod(name);
      co_await world.run_pod(name);
    }
    co_await sleep_for(100ms);
    EXPECT_EQ(json::serialize(*co_await world.find(instance_kind, "vmi")), json::serialize(before));
    co_await world.admin.remove(instance_kind, {"default", "vmi"});
    co_await world.finish_pod(at(pod, {"metadata", "name"}));
    EXPECT_TRUE(co_await world.until_gone(instance_kind, "vmi"));
    EXPECT_TRUE(co_await world.find(launcher_kind, "impostor-0"));
  });
}

}  // namespace
}  // namespace coracle::testing

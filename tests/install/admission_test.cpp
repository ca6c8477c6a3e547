#include "world.h"

namespace coracle::install {
namespace {

constexpr auto machines_path = "/apis/kubevirt.io/v1/namespaces/default/virtualmachines";
constexpr auto instances_path = "/apis/kubevirt.io/v1/namespaces/default/virtualmachineinstances";

Task<> tells_each_fault(World& world) {
  co_await world.apply(machines_path, cirros());
  const auto answer = co_await world.send(
      "PATCH", std::string(machines_path) + "/vm-cirros",
      R"({"spec":{"template":{"spec":{"domain":{"devices":{"disks":[{"name":"nope","disk":{"bus":"foo"}}]}}}}}})",
      "application/merge-patch+json");
  // As the real system was recorded to say: transcript 48.
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(
      json::serialize(parsed(answer.body)),
      json::serialize(parsed(
          R"({"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"admission webhook \"virtualmachine-validator.kubevirt.io\" denied the request: spec.template.spec.domain.devices.disks[0].Name 'nope' not found., spec.template.spec.domain.devices.disks[0] is set with an unrecognized bus foo, must be one of: [virtio scsi sata usb]","reason":"Invalid","details":{"causes":[{"reason":"FieldValueInvalid","message":"spec.template.spec.domain.devices.disks[0].Name 'nope' not found.","field":"spec.template.spec.domain.devices.disks[0].name"},{"reason":"FieldValueInvalid","message":"spec.template.spec.domain.devices.disks[0] is set with an unrecognized bus foo, must be one of: [virtio scsi sata usb]","field":"spec.template.spec.domain.devices.disks[0].disk.bus"}]},"code":422})")));
  const auto both = co_await world.send("PATCH", std::string(machines_path) + "/vm-cirros",
                                        R"({"spec":{"running":true}})", "application/merge-patch+json");
  EXPECT_EQ(both.status, 422);
  EXPECT_NE(both.body.find("Running and RunStrategy are mutually exclusive"), std::string::npos) << both.body;
}
TEST(Admission, AMachineThatCannotRunIsRefusedNamingEachFault) { in_world(tells_each_fault); }

Task<> fills_in(World& world) {
  const auto vm = co_await world.apply(machines_path, cirros());
  const auto* spec = json::find(vm, {"spec", "template", "spec"});
  EXPECT_EQ(json::text(*spec, {"architecture"}), "amd64");
  EXPECT_EQ(json::text(*spec, {"domain", "machine", "type"}), "q35");
  EXPECT_EQ(json::text(*spec, {"domain", "firmware", "uuid"}).size(), 36U);
  EXPECT_EQ(json::text(*spec, {"domain", "firmware", "serial"}).size(), 36U);
  EXPECT_EQ(json::text(vm, {"spec", "template", "metadata", "annotations", "kubevirt.io/pci-topology-version"}), "v3");

  json::Value vmi = json::Object{{"apiVersion", "kubevirt.io/v1"},
                                 {"kind", "VirtualMachineInstance"},
                                 {"metadata", json::Object{{"name", "vm-cirros"}}},
                                 {"spec", *json::find(parsed(cirros()), {"spec", "template", "spec"})}};
  const auto made = co_await world.admin.call("POST", instances_path, vmi);
  EXPECT_TRUE(json::equal(*json::find(made, {"spec", "domain", "cpu"}),
                          parsed(R"({"cores":1,"maxSockets":4,"model":"host-model","sockets":1,"threads":1})")))
      << json::serialize(made);
  EXPECT_EQ(json::text(made, {"spec", "domain", "memory", "guest"}), "64M");
  EXPECT_EQ(json::text(made, {"spec", "evictionStrategy"}), "None");
  EXPECT_EQ(json::serialize(*json::find(made, {"metadata", "finalizers"})),
            R"(["kubevirt.io/foregroundDeleteVirtualMachine"])");
  EXPECT_EQ(json::text(made, {"metadata", "annotations", "kubevirt.io/pci-topology-version"}), "v3");
  EXPECT_EQ(json::text(made, {"status", "phase"}), "Pending");
  EXPECT_EQ(json::find(made, {"status", "runtimeUser"})->as_int64(), 107);
  EXPECT_EQ(json::text(json::find(made, {"spec", "volumes"})->get_array()[0], {"containerDisk", "imagePullPolicy"}),
            "Always");
}
TEST(Admission, WhatTheUserLeavesOutIsFilledIn) { in_world(fills_in); }

Task<> guards_status(World& world) {
  json::Value vmi = json::Object{
      {"apiVersion", "kubevirt.io/v1"},
      {"kind", "VirtualMachineInstance"},
      {"metadata", json::Object{{"name", "guest"}}},
      {"spec", *json::find(parsed(cirros()), {"spec", "template", "spec"})},
      {"status",
       json::Object{{"phase", "Running"}, {"nodeName", "elsewhere"}, {"virtualMachineRevisionName", "revision-1"}}}};
  const auto made = co_await world.admin.call("POST", instances_path, vmi);
  EXPECT_EQ(json::text(made, {"status", "phase"}), "Pending");
  EXPECT_EQ(json::text(made, {"status", "nodeName"}), "");
  EXPECT_EQ(json::text(made, {"status", "virtualMachineRevisionName"}), "");
  json::at_path(vmi, {"metadata", "name"}) = "of-a-machine";
  kube::Client controller(*world.controller_api);
  const auto started = co_await controller.call("POST", instances_path, vmi);
  EXPECT_EQ(json::text(started, {"status", "phase"}), "Pending");
  EXPECT_EQ(json::text(started, {"status", "virtualMachineRevisionName"}), "revision-1");
  const std::string path = std::string(instances_path) + "/guest";
  const std::string claim = R"({"status":{"phase":"Running","nodeName":"node1"}})";
  const auto foreign = co_await world.send("PATCH", path, claim, "application/merge-patch+json", world.user_api.get());
  EXPECT_EQ(foreign.status, 200) << foreign.body;
  EXPECT_EQ(json::text(co_await world.get(path), {"status", "phase"}), "Pending");
  const auto own =
      co_await world.send("PATCH", path, claim, "application/merge-patch+json", world.controller_api.get());
  EXPECT_EQ(own.status, 200) << own.body;
  EXPECT_EQ(json::text(co_await world.get(path), {"status", "phase"}), "Running");
}
TEST(Admission, TheStatusOfAnInstanceIsTheControllersAlone) { in_world(guards_status); }

Task<> guards_spec(World& world) {
  json::Value vmi = json::Object{{"apiVersion", "kubevirt.io/v1"},
                                 {"kind", "VirtualMachineInstance"},
                                 {"metadata", json::Object{{"name", "guest"}}},
                                 {"spec", *json::find(parsed(cirros()), {"spec", "template", "spec"})}};
  co_await world.admin.call("POST", instances_path, vmi);
  const std::string path = std::string(instances_path) + "/guest";
  const auto spec =
      co_await world.send("PATCH", path, R"({"spec":{"hostname":"other"}})", "application/merge-patch+json");
  EXPECT_EQ(spec.status, 422);
  EXPECT_NE(spec.body.find("update of VMI object is restricted"), std::string::npos) << spec.body;
  const auto label = co_await world.send("PATCH", path, R"({"metadata":{"labels":{"kubevirt.io/nodeName":"x"}}})",
                                         "application/merge-patch+json");
  EXPECT_EQ(label.status, 422);
  const auto free =
      co_await world.send("PATCH", path, R"({"metadata":{"labels":{"color":"red"}}})", "application/merge-patch+json");
  EXPECT_EQ(free.status, 200) << free.body;

  // A virt-handler reaches the guests of its own node, and their status alone.
  co_await world.send("PATCH", path, R"({"status":{"nodeName":"node1"}})", "application/merge-patch+json",
                      world.controller_api.get());
  auto near = user_of("handler"), far = user_of("handler");
  const auto nowhere_api = world.instance.client(near);
  near.extra = {{"authentication.kubernetes.io/node-name", {"node1"}}};
  far.extra = {{"authentication.kubernetes.io/node-name", {"node2"}}};
  const auto near_api = world.instance.client(near), far_api = world.instance.client(far);
  const std::string beat = R"({"status":{"phase":"Running"}})";
  const auto foreign = co_await world.send("PATCH", path, beat, "application/merge-patch+json", far_api.get());
  EXPECT_EQ(foreign.status, 403) << foreign.body;
  const auto nowhere = co_await world.send("PATCH", path, beat, "application/merge-patch+json", nowhere_api.get());
  EXPECT_EQ(nowhere.status, 403) << nowhere.body;
  const auto wrong = co_await world.send("PATCH", path, R"({"spec":{"hostname":"x"}})", "application/merge-patch+json",
                                         near_api.get());
  EXPECT_EQ(wrong.status, 403) << wrong.body;
  const auto good = co_await world.send("PATCH", path, beat, "application/merge-patch+json", near_api.get());
  EXPECT_EQ(good.status, 200) << good.body;
}
TEST(Admission, ARunningInstanceIsChangedByNobodyElse) { in_world(guards_spec); }

std::string eviction_of(const std::string& pod) {
  return R"({"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":")" + pod + R"("}})";
}

Task<> holds_back_evictions(World& world) {
  auto spec = *json::find(parsed(cirros()), {"spec", "template", "spec"});
  for (const auto& [strategy, name] :
       std::map<std::string, std::string>{{"LiveMigrate", "bound"}, {"None", "loose"}, {"External", "moved"}}) {
    spec.as_object()["evictionStrategy"] = strategy;
    json::Value vmi = json::Object{{"apiVersion", "kubevirt.io/v1"},
                                   {"kind", "VirtualMachineInstance"},
                                   {"metadata", json::Object{{"name", name}}},
                                   {"spec", spec}};
    co_await world.admin.call("POST", instances_path, vmi);
    json::Value pod = parsed(R"({"apiVersion":"v1","kind":"Pod","metadata":{},
      "spec":{"containers":[{"name":"compute","image":"x"}]}})");
    json::at_path(pod, {"metadata", "name"}) = "virt-launcher-" + name + "-abcde";
    json::at_path(pod, {"metadata", "annotations", "kubevirt.io/domain"}) = name;
    json::at_path(pod, {"metadata", "labels", "kubevirt.io"}) = "virt-launcher";
    json::at_path(pod, {"spec", "nodeName"}) = "node1";
    co_await world.admin.call("POST", "/api/v1/namespaces/default/pods", pod);
  }
  const std::string pods = "/api/v1/namespaces/default/pods/virt-launcher-";
  const auto bound =
      co_await world.send("POST", pods + "bound-abcde/eviction", eviction_of("virt-launcher-bound-abcde"));
  EXPECT_EQ(bound.status, 429) << bound.body;
  EXPECT_NE(bound.body.find("VMI bound is configured with an eviction strategy but is not live-migratable"),
            std::string::npos)
      << bound.body;
  const auto loose =
      co_await world.send("POST", pods + "loose-abcde/eviction", eviction_of("virt-launcher-loose-abcde"));
  EXPECT_EQ(loose.status, 201) << loose.body;
  // Others are told which guest is to leave its node; a dry run tells nobody.
  const auto moved = std::string(instances_path) + "/moved";
  co_await world.send("PATCH", moved, R"({"status":{"phase":"Running","nodeName":"node1"}})",
                      "application/merge-patch+json", world.controller_api.get());
  const auto tried =
      co_await world.send("POST", pods + "moved-abcde/eviction?dryRun=All", eviction_of("virt-launcher-moved-abcde"));
  EXPECT_EQ(tried.status, 429) << tried.body;
  EXPECT_EQ(json::text(co_await world.get(moved), {"status", "evacuationNodeName"}), "");
  for (const std::string words : {"denied the request: Eviction triggered evacuation of VMI \\\"default/moved\\\"",
                                  "Evacuation in progress: Eviction triggered evacuation of VMI"}) {
    const auto asked =
        co_await world.send("POST", pods + "moved-abcde/eviction", eviction_of("virt-launcher-moved-abcde"));
    EXPECT_EQ(asked.status, 429) << asked.body;
    EXPECT_NE(asked.body.find(words), std::string::npos) << asked.body;
  }
  EXPECT_EQ(json::text(co_await world.get(moved), {"status", "evacuationNodeName"}), "node1");
  // Nobody else's pods wait for virt-api, be it there or not.
  co_await world.apply("/api/v1/namespaces/default/pods", R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},
      "spec":{"containers":[{"name":"web","image":"x"}]}})");
  world.services.set("kubevirt", "virt-api", 443, {"127.0.0.1", 1});
  const auto deaf =
      co_await world.send("POST", pods + "bound-abcde/eviction", eviction_of("virt-launcher-bound-abcde"));
  EXPECT_EQ(deaf.status, 500) << deaf.body;
  const auto other = co_await world.send("POST", "/api/v1/namespaces/default/pods/web/eviction", eviction_of("web"));
  EXPECT_EQ(other.status, 201) << other.body;
}
TEST(Admission, AGuestThatMustNotBeInterruptedKeepsItsPod) { in_world(holds_back_evictions); }

}  // namespace
}  // namespace coracle::install

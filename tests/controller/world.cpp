#include "world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "apiserver/builtin/resources.h"
#include "net/certificates.h"

namespace coracle::testing {
namespace {
using namespace std::chrono_literals;

json::Value parsed(std::string_view text) { return json::parse(text).take(); }

json::Value definition(const std::string& name) {
  const char* source = std::getenv("CORACLE_SOURCE");
  std::ifstream in(std::string(source ? source : ".") + "/deploy/crds/" + name + ".kubevirt.io.json");
  return parsed(std::string{std::istreambuf_iterator<char>(in), {}});
}

/// A server that is newer than we are: its pods have members that no table of ours names.
class Newer final : public apiserver::ObjectRules {
 public:
  explicit Newer(std::shared_ptr<const ObjectRules> ours) : ours_(std::move(ours)) {}
  Result<std::vector<std::string>> decode(json::Value&) const override { return std::vector<std::string>{}; }
  void set_defaults(json::Value& object) const override { ours_->set_defaults(object); }
  FieldErrors validate(const json::Value&) const override { return {}; }
  FieldErrors validate_update(const json::Value&, const json::Value&) const override { return {}; }
  bool merges_strategically() const override { return true; }
  Result<json::Value> strategic_merge(const json::Value& current, const json::Value& patch) const override {
    return ours_->strategic_merge(current, patch);
  }

 private:
  std::shared_ptr<const ObjectRules> ours_;
};

/// Any object is right, and nothing is pruned.
void forget_schema(json::Value& custom) {
  for (auto& version : custom.at("spec").at("versions").as_array())
    version.as_object()["schema"] =
        parsed(R"({"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}})");
}

const std::string machine_spec = R"({
  "domain":{"devices":{"disks":[{"name":"containerdisk","disk":{"bus":"virtio"}}],
                       "interfaces":[{"name":"default","masquerade":{}}]},
            "resources":{"requests":{"memory":"64M"}}},
  "networks":[{"name":"default","pod":{}}],
  "volumes":[{"name":"containerdisk","containerDisk":{"image":"quay.io/kubevirt/cirros-container-disk-demo"}}]})";
}  // namespace

ControllerWorld::ControllerWorld(Loop& on, Kinds which)
    : loop(on),
      kinds(which),
      cluster(on),
      tokens(net::make_private_key(), "https://kubernetes.default.svc", cluster.store(), clock),
      definitions(on.executor(), cluster.store(), cluster.registry(), clock),
      server(on, cluster.handler()),
      direct(server.client({"system:serviceaccount:kubevirt:kubevirt-controller", "", {"system:masters"}, {}})),
      rights(*direct, "kubevirt-controller"),
      faults(on, rights),
      admin(*direct) {
  auto resources = apiserver::builtin::resources({cluster.store(), tokens});
  if (!kinds.revisions) std::erase_if(resources, [](const auto& one) { return one.kind == "ControllerRevision"; });
  if (kinds.keep_unknown)
    for (auto& one : resources)
      if (one.kind == "Pod") one.rules = std::make_shared<const Newer>(one.rules);
  cluster.registry().replace({}, std::move(resources));
}

Task<> ControllerWorld::begin() {
  co_await cluster.begin();
  co_await definitions.start();
  for (const std::string name : {"kubevirts", "virtualmachines", "virtualmachineinstances"}) {
    auto custom = definition(name);
    if (kinds.keep_unknown) forget_schema(custom);
    const auto made = co_await cluster.request("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                                               json::serialize(custom));
    if (made.status != 201) throw Error(Reason::internal_error, "cannot define " + name + ": " + made.text);
  }
  co_await admin.create(kube::Kind{"", "v1", "Namespace", "namespaces", false, true}, "",
                        parsed(R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"kubevirt"}})"));
  if (kinds.installed) co_await install();
  co_await admin.create(a_node_kind, "", parsed(R"({"apiVersion":"v1","kind":"Node","metadata":{"name":"node1",
    "labels":{"kubevirt.io/schedulable":"true"}}})"));
}

Task<> ControllerWorld::install() {
  constexpr kube::Kind installation{"kubevirt.io", "v1", "KubeVirt", "kubevirts", true, true};
  co_await admin.create(installation, "kubevirt", parsed(R"({"apiVersion":"kubevirt.io/v1","kind":"KubeVirt",
    "metadata":{"name":"kubevirt","namespace":"kubevirt"},"spec":{}})"));
}

Task<> ControllerWorld::end() {
  if (controller) co_await stop_controller();
  co_await faults.stop();
  EXPECT_EQ(rights.refused(), std::vector<std::string>()) << "virt-controller's role does not hold it";
  co_await server.stop();
  co_await definitions.stop();
}

Task<> ControllerWorld::start_controller() {
  controller = std::make_unique<virt::controller::Component>(
      loop, faults, virt::controller::Options{launcher_name, {}, {}}, Log("virt-controller", LogLevel::error));
  running = std::make_unique<Scope>(loop);
  running->spawn(controller->run(), "virt-controller");
  co_await within(10s, controller->ready(), "start virt-controller");
}

Task<> ControllerWorld::stop_controller() {
  co_await running->cancel_and_join();
  running.reset();
  controller.reset();
}

Task<json::Value> ControllerWorld::make_machine(std::string name, std::string strategy) {
  auto machine = parsed(R"({"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine","metadata":{},
    "spec":{"template":{"metadata":{"labels":{"kubevirt.io/size":"small"}}}}})");
  json::at_path(machine, {"metadata", "name"}) = name;
  json::at_path(machine, {"metadata", "namespace"}) = "default";
  json::at_path(machine, {"spec", "runStrategy"}) = strategy;
  json::at_path(machine, {"spec", "template", "spec"}) = parsed(machine_spec);
  co_return co_await admin.create(machine_kind, "default", std::move(machine));
}

Task<json::Value> ControllerWorld::make_instance(std::string name) {
  auto instance = parsed(R"({"apiVersion":"kubevirt.io/v1","kind":"VirtualMachineInstance","metadata":{}})");
  json::at_path(instance, {"metadata", "name"}) = name;
  json::at_path(instance, {"metadata", "namespace"}) = "default";
  json::at_path(instance, {"metadata", "finalizers"}) = json::Array{"kubevirt.io/foregroundDeleteVirtualMachine"};
  json::at_path(instance, {"spec"}) = parsed(machine_spec);
  json::at_path(instance, {"status", "phase"}) = "Pending";
  co_return co_await admin.create(instance_kind, "default", std::move(instance));
}

Task<json::Value> ControllerWorld::patch(kube::Kind kind, std::string name, std::string merge_patch,
                                         std::string subresource) {
  co_return co_await admin.patch(kind, {kind.namespaced ? "default" : "", std::move(name)}, kube::PatchType::merge,
                                 parsed(merge_patch), {std::move(subresource), false});
}

Task<std::optional<json::Value>> ControllerWorld::find(kube::Kind kind, std::string name) {
  co_return co_await admin.find(kind, {kind.namespaced ? "default" : "", std::move(name)});
}

Task<std::vector<json::Value>> ControllerWorld::all(kube::Kind kind, std::string labels) {
  auto list = co_await admin.list(kind, {"default", std::move(labels), {}});
  co_return std::move(list.items);
}

Task<json::Value> ControllerWorld::until(kube::Kind kind, std::string name,
                                         std::function<bool(const json::Value&)> holds) {
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (std::chrono::steady_clock::now() < end) {
    auto object = co_await find(kind, name);
    if (object && holds(*object)) co_return std::move(*object);
    co_await sleep_for(2ms);
  }
  co_return nullptr;
}

Task<json::Value> ControllerWorld::until_path(kube::Kind kind, std::string name, std::vector<std::string> path,
                                              std::string value) {
  co_return co_await until(kind, std::move(name), [&](const json::Value& object) { return at(object, path) == value; });
}

Task<bool> ControllerWorld::until_gone(kube::Kind kind, std::string name) {
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (std::chrono::steady_clock::now() < end) {
    if (!co_await find(kind, name)) co_return true;
    co_await sleep_for(2ms);
  }
  co_return false;
}

Task<json::Value> ControllerWorld::pod_of(std::string instance) {
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (std::chrono::steady_clock::now() < end) {
    const auto vmi = co_await find(instance_kind, instance);
    if (vmi) {
      auto pods = co_await all(launcher_kind, "kubevirt.io/created-by=" + at(*vmi, {"metadata", "uid"}));
      if (!pods.empty()) co_return std::move(pods.front());
    }
    co_await sleep_for(2ms);
  }
  co_return nullptr;
}

Task<> ControllerWorld::bind_pod(std::string pod) {
  json::Value binding = json::Object{{"apiVersion", "v1"},
                                     {"kind", "Binding"},
                                     {"metadata", json::Object{{"name", pod}}},
                                     {"target", json::Object{{"kind", "Node"}, {"name", "node1"}}}};
  co_await admin.call("POST", "/api/v1/namespaces/default/pods/" + pod + "/binding", binding);
}

Task<> ControllerWorld::run_pod(std::string pod, bool ready) {
  const auto object = co_await find(launcher_kind, pod);
  json::Array statuses;
  for (const auto& container : object->at("spec").at("containers").as_array()) {
    statuses.push_back(json::Object{{"name", container.at("name")},
                                    {"ready", ready},
                                    {"started", true},
                                    {"image", container.at("image")},
                                    {"imageID", "x"},
                                    {"restartCount", 0},
                                    {"state", json::Object{{"running", json::Object{}}}}});
  }
  json::Value status = json::Object{
      {"status", json::Object{{"phase", "Running"},
                              {"containerStatuses", std::move(statuses)},
                              {"conditions",
                               json::Array{json::Object{{"type", "Ready"}, {"status", ready ? "True" : "False"}}}}}}};
  co_await admin.patch(launcher_kind, {"default", pod}, kube::PatchType::strategic, status, {"status", false});
}

Task<> ControllerWorld::guest_runs(std::string instance) { return enter(std::move(instance), "Running"); }
Task<std::string> ControllerWorld::bring_up(std::string instance) {
  const auto pod = at(co_await pod_of(instance), {"metadata", "name"});
  co_await bind_pod(pod);
  co_await run_pod(pod);
  co_await until_path(instance_kind, instance, {"status", "phase"}, "Scheduled");
  co_await guest_runs(instance);
  co_return pod;
}
Task<> ControllerWorld::guest_ends(std::string instance, std::string phase) {
  return enter(std::move(instance), std::move(phase));
}

Task<> ControllerWorld::enter(std::string instance, std::string phase) {
  const auto object = co_await find(instance_kind, instance);
  const auto* noted = json::find(*object, {"status", "phaseTransitionTimestamps"});
  json::Array times;
  if (noted) times = noted->as_array();
  times.push_back(json::Object{{"phase", phase}, {"phaseTransitionTimestamp", format_time(clock.now())}});
  json::Value status =
      json::Object{{"status", json::Object{{"phase", phase}, {"phaseTransitionTimestamps", std::move(times)}}}};
  co_await admin.patch(instance_kind, {"default", instance}, kube::PatchType::merge, status);
}

Task<> ControllerWorld::finish_pod(std::string pod) {
  kube::RemoveOptions options;
  options.grace_seconds = 0;
  co_await admin.remove_if_present(launcher_kind, {"default", std::move(pod)}, options);
}

Task<bool> ControllerWorld::until_told(std::string text, int events) {
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (std::chrono::steady_clock::now() < end) {
    int told = 0;
    for (const auto& event : co_await all(happened_kind)) {
      const auto line = at(event, {"type"}) + " " + at(event, {"reason"}) + ": " + at(event, {"message"});
      told += line.find(text) != std::string::npos;
    }
    if (told >= events) co_return true;
    co_await sleep_for(5ms);
  }
  co_return false;
}

void with_controller(Task<> (*test)(ControllerWorld&), ControllerWorld::Kinds kinds) {
  auto run = [](Loop& loop, Task<> (*inner)(ControllerWorld&), ControllerWorld::Kinds which) -> Task<> {
    ControllerWorld world(loop, which);
    std::exception_ptr failure;
    try {
      co_await world.begin();
      co_await inner(world);
    } catch (...) {
      failure = std::current_exception();
    }
    co_await world.end();
    if (failure) std::rethrow_exception(failure);
  };
  run_task([&](Loop& loop) { return run(loop, test, kinds); });
}

std::string at(const json::Value& object, std::vector<std::string> path) {
  const auto* value = &object;
  for (const auto& step : path) {
    if (!value->is_object()) return {};
    value = value->get_object().if_contains(step);
    if (!value) return {};
  }
  if (value->is_string()) return std::string(std::string_view(value->get_string()));
  return json::serialize(*value);
}

bool has_condition(const json::Value& object, std::string_view type, std::string_view status, std::string_view reason) {
  const auto* conditions = json::find(object, {"status", "conditions"});
  if (!conditions || !conditions->is_array()) return false;
  return std::ranges::any_of(conditions->get_array(), [&](const json::Value& one) {
    return json::text(one, {"type"}) == type && json::text(one, {"status"}) == status &&
           (reason.empty() || json::text(one, {"reason"}) == reason);
  });
}

std::vector<std::string> finalizers(const json::Value& object) {
  std::vector<std::string> out;
  const auto* list = json::find(object, {"metadata", "finalizers"});
  if (!list || !list->is_array()) return out;
  for (const auto& one : list->get_array()) out.emplace_back(std::string_view(one.get_string()));
  return out;
}

}  // namespace coracle::testing

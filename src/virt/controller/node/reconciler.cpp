#include "virt/controller/node/reconciler.h"

#include <fmt/core.h>

#include <algorithm>

#include "api/kubevirt/v1/names.h"
#include "api/kubevirt/v1/reasons.h"
#include "api/kubevirt/v1/states.h"
#include "virt/controller/vmi/pods.h"
#include "virt/controller/vmi/status.h"

namespace coracle::virt::controller::node {

std::vector<std::string> node_of_instance(const kube::CachedObject& instance) {
  std::string name(json::text(instance.raw, {"status", "nodeName"}));
  if (name.empty()) return {};
  return {std::move(name)};
}

Task<kube::Next> Reconciler::reconcile(kube::Key key) {
  const auto node = parts_.nodes.find(key);
  std::vector<kube::Seen<kubevirt::VirtualMachineInstance>> instances;
  if (!node || is_silent(*node, parts_.clock.now())) instances = parts_.instances.by_index(by_node, key.name);
  std::vector<std::vector<kube::Seen<core::Pod>>> pods;  // keeps alive what the plan points to
  Given given{
      .node = node ? &*node : nullptr, .guests = {}, .now = parts_.clock.now(), .not_before = parts_.not_before};
  for (const auto& instance : instances) {
    Guest guest{.vmi = &*instance, .pods = {}};
    pods.push_back(vmi::made_by_us(*instance, parts_.pods.owned_by(instance->metadata.uid)));
    for (const auto& pod : pods.back()) guest.pods.push_back(&*pod);
    given.guests.push_back(std::move(guest));
  }
  const auto decided = plan(given);
  if (decided.mark_unschedulable) co_await mark_unschedulable(node);
  for (const auto& instance : instances)
    if (std::ranges::find(decided.lost, &*instance) != decided.lost.end()) co_await fail(instance);
  if (decided.again_after) co_return kube::Next::after(*decided.again_after);
  co_return kube::Next::done();
}

Task<> Reconciler::mark_unschedulable(kube::Seen<core::Node> node) {
  // Only of this very version: a heartbeat that comes now makes the node schedulable, and must not be undone.
  json::Object labels{{kubevirt::node_label::schedulable, "false"}};
  json::Object metadata{{"resourceVersion", node.cached().resource_version}, {"labels", std::move(labels)}};
  const auto answer =
      co_await parts_.client.patch(api::kind_of(static_cast<const core::Node*>(nullptr)), node.key(),
                                   kube::PatchType::merge, json::Object{{"metadata", std::move(metadata)}});
  parts_.node_writer.log().wrote(answer);
  parts_.events.record(kube::event_subject(node.cached().raw), "Warning",
                       std::string(kubevirt::reason::node_unresponsive),
                       "virt-handler is not responsive, marking node as unresponsive");
}

Task<> Reconciler::fail(kube::Seen<kubevirt::VirtualMachineInstance> instance) {
  auto after = *instance;
  vmi::enter(after, kubevirt::vmi_phase::failed, parts_.clock.now());
  after.status.reason = kubevirt::reason::node_unresponsive;
  parts_.events.record(
      kube::event_subject(instance.cached().raw), "Warning", std::string(kubevirt::reason::node_unresponsive),
      fmt::format("virt-handler on node {} is not responsive, marking VMI as failed", instance->status.node_name));
  co_await parts_.instance_writer.patch(instance, std::move(after));
}

}  // namespace coracle::virt::controller::node

#include <fmt/core.h>

#include "api/kinds.h"
#include "api/kubevirt/v1/names.h"
#include "api/kubevirt/v1/virtual_machine_instance.h"
#include "virt/api/webhooks/webhooks.h"

namespace coracle::virt::api {
namespace {
namespace vocabulary = coracle::api::kubevirt::v1;

Outcome held_back(std::string why) { return Outcome::refused(Error(Reason::too_many_requests, std::move(why))); }

bool is_over(const json::Value& object) {
  const auto phase = json::text(object, {"status", "phase"});
  return phase == "Succeeded" || phase == "Failed";
}

bool is_dry(const Review& review) {
  const auto* asked = json::find(review.object, {"deleteOptions", "dryRun"});
  return review.dry_run || (asked != nullptr && asked->is_array() && !asked->get_array().empty());
}

/// Tells whoever moves guests in this cluster that this one is to leave its node, and holds its pod until it has left.
Task<Outcome> ask_others(Webhooks& webhooks, Review review, json::Value vmi, std::string node) {
  const auto guest = fmt::format("VMI \"{}/{}\"", review.ns, json::text(vmi, {"metadata", "name"}));
  // Deschedulers know these words.
  if (!json::text(vmi, {"status", "evacuationNodeName"}).empty())
    co_return held_back(fmt::format("Evacuation in progress: Eviction triggered evacuation of {}", guest));
  if (json::text(vmi, {"status", "nodeName"}) != node) co_return held_back("Eviction request for target Pod");
  json::Value patch = json::Object{{"status", json::Object{{"evacuationNodeName", node}}}};
  if (json::text(review.object, {"metadata", "annotations", "requested-by"}) == "sigs.k8s.io/descheduler")
    json::at_path(patch, {"metadata", "annotations", vocabulary::annotation::eviction_source}) = "descheduler";
  // Of this very instance, or of none.
  json::at_path(patch, {"metadata", "uid"}) = json::text(vmi, {"metadata", "uid"});
  const auto& instance_kind = coracle::api::kind_of(static_cast<const vocabulary::VirtualMachineInstance*>(nullptr));
  const kube::Key key{review.ns, std::string(json::text(vmi, {"metadata", "name"}))};
  kube::PatchOptions options;
  options.dry_run = is_dry(review);
  co_await webhooks.client().patch(instance_kind, key, kube::PatchType::merge, std::move(patch), options);
  co_return held_back(fmt::format("Eviction triggered evacuation of {}", guest));
}

}  // namespace

/// Draining a node: a guest that must not be interrupted cannot move in this release, so its pod stays, unless others
/// move guests.
Task<Outcome> judge_eviction(Webhooks& webhooks, Review review) {
  const auto& pods = coracle::api::kind_of(static_cast<const coracle::api::core::v1::Pod*>(nullptr));
  const auto& instance_kind = coracle::api::kind_of(static_cast<const vocabulary::VirtualMachineInstance*>(nullptr));
  const kube::Key pod_key{review.ns, review.name};
  const auto pod = co_await webhooks.client().find(pods, pod_key);
  if (!pod || json::text(*pod, {"metadata", "labels", vocabulary::label::app}) != "virt-launcher" || is_over(*pod))
    co_return Outcome::allowed();
  const kube::Key key{review.ns,
                      std::string(json::text(*pod, {"metadata", "annotations", vocabulary::annotation::domain}))};
  if (key.name.empty()) co_return Outcome::allowed();
  auto vmi = co_await webhooks.client().find(instance_kind, key);
  if (!vmi || is_over(*vmi)) co_return Outcome::allowed();
  std::string strategy(json::text(*vmi, {"spec", "evictionStrategy"}));
  if (strategy.empty()) strategy = webhooks.config().eviction_strategy();
  if (strategy == vocabulary::eviction_strategy::live_migrate)
    co_return held_back(
        fmt::format("VMI {} is configured with an eviction strategy but is not live-migratable", key.name));
  if (strategy != vocabulary::eviction_strategy::external) co_return Outcome::allowed();
  std::string node(json::text(*pod, {"spec", "nodeName"}));
  co_return co_await ask_others(webhooks, std::move(review), std::move(*vmi), std::move(node));
}

}  // namespace coracle::virt::api

#include <fmt/core.h>

#include "api/kinds.h"
#include "api/kubevirt/v1/names.h"
#include "api/kubevirt/v1/virtual_machine_instance.h"
#include "virt/api/webhooks/webhooks.h"

namespace coracle::virt::api {
namespace {
namespace vocabulary = coracle::api::kubevirt::v1;

Error held_back(std::string why) { return Error(Reason::too_many_requests, std::move(why)); }

bool may_be_evicted(std::string_view strategy) {
  return strategy.empty() || strategy == vocabulary::eviction_strategy::none ||
         strategy == vocabulary::eviction_strategy::live_migrate_if_possible;
}

}  // namespace

/// Draining a node: a guest that must not be interrupted cannot move in this release, so its pod stays.
Task<Outcome> judge_eviction(Webhooks& webhooks, Review review) {
  constexpr std::string_view launcher = "virt-launcher-";
  if (!std::string_view(review.name).starts_with(launcher)) co_return Outcome::allowed();
  const auto& pods = coracle::api::kind_of(static_cast<const coracle::api::core::v1::Pod*>(nullptr));
  const auto& instances = coracle::api::kind_of(static_cast<const vocabulary::VirtualMachineInstance*>(nullptr));
  const kube::Key pod_key{review.ns, review.name};
  const auto pod = co_await webhooks.client().find(pods, pod_key);
  const auto instance =
      pod ? json::text(*pod, {"metadata", "annotations", vocabulary::annotation::domain}) : std::string_view();
  if (instance.empty()) co_return Outcome::allowed();
  const kube::Key key{review.ns, std::string(instance)};
  const auto vmi = co_await webhooks.client().find(instances, key);
  if (!vmi) co_return Outcome::allowed();
  const auto phase = json::text(*vmi, {"status", "phase"});
  const auto strategy = json::text(*vmi, {"spec", "evictionStrategy"});
  if (phase == "Succeeded" || phase == "Failed" || may_be_evicted(strategy)) co_return Outcome::allowed();
  co_return Outcome::refused(
      held_back(fmt::format("VMI {} is configured with an eviction strategy but is not live-migratable", key.name)));
}

}  // namespace coracle::virt::api

#include <fmt/core.h>

#include "api/kinds.h"
#include "api/kubevirt/v1/kubevirt.h"
#include "virt/api/validation/validation.h"
#include "virt/api/webhooks/webhooks.h"

namespace coracle::virt::api {

Task<Outcome> judge_new_kubevirt(Webhooks& webhooks, Review review) {
  for (const auto& one : webhooks.kubevirts().all())
    if (one->key.name != review.name || one->key.ns != review.ns)
      co_return Outcome::refused(
          Error(Reason::bad_request, "Kubevirt CR already exists: " + one->key.text() + " is the installation"));
  co_return Outcome::broken_rules(check_kubevirt(schema::decoded<kubevirt::KubeVirt>(review.object)));
}

Task<Outcome> judge_kubevirt_update(Webhooks&, Review review) {
  if (json::find(review.object, {"metadata", "deletionTimestamp"}) != nullptr) co_return Outcome::allowed();
  co_return Outcome::broken_rules(check_kubevirt(schema::decoded<kubevirt::KubeVirt>(review.object)));
}

Task<Outcome> judge_kubevirt_removal(Webhooks& webhooks, Review review) {
  const auto strategy = json::text(review.old_object, {"spec", "uninstallStrategy"});
  if (strategy != kubevirt::kube_virt_uninstall_strategy::block_uninstall_if_workloads_exist)
    co_return Outcome::allowed();
  const struct {
    const coracle::api::Kind& kind;
    const char* word;
  } workloads[] = {
      {coracle::api::kind_of(static_cast<const kubevirt::VirtualMachine*>(nullptr)), "Virtual Machines"},
      {coracle::api::kind_of(static_cast<const kubevirt::VirtualMachineInstance*>(nullptr)),
       "Virtual Machine Instances"},
  };
  for (const auto& one : workloads) {
    const auto list = co_await webhooks.client().list(one.kind);
    if (!list.items.empty())
      co_return Outcome::refused(Error(
          Reason::bad_request,
          fmt::format("uninstallStrategy is BlockUninstallIfWorkloadsExist. There are still {} {}: remove them first",
                      list.items.size(), one.word)));
  }
  co_return Outcome::allowed();
}

}  // namespace coracle::virt::api

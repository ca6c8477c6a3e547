#include <algorithm>

#include "api/kubevirt/v1/names.h"
#include "api/kubevirt/v1/states.h"
#include "virt/operator/kinds.h"
#include "virt/operator/reconciler.h"

namespace coracle::virt::operator_ {
namespace {
using namespace std::chrono_literals;
namespace kubevirt = api::kubevirt::v1;

/// Machines before their instances, so that none is started again.
std::vector<const api::Kind*> workload_kinds() {
  return {&kind<kubevirt::VirtualMachine>(), &kind<kubevirt::VirtualMachineInstance>()};
}

/// In this order: nothing may ask a component that is no longer there.
std::vector<const api::Kind*> removed_kinds() {
  namespace webhooks = api::admissionregistration::v1;
  return {&kind<webhooks::ValidatingWebhookConfiguration>(),
          &kind<webhooks::MutatingWebhookConfiguration>(),
          &kind<api::apiregistration::v1::APIService>(),
          &kind<api::apiextensions::v1::CustomResourceDefinition>(),
          &kind<api::core::v1::Pod>(),
          &kind<api::rbac::v1::ClusterRoleBinding>(),
          &kind<api::rbac::v1::RoleBinding>(),
          &kind<api::rbac::v1::ClusterRole>(),
          &kind<api::rbac::v1::Role>(),
          &kind<api::core::v1::ServiceAccount>(),
          &kind<api::core::v1::Secret>(),
          &kind<api::core::v1::ConfigMap>()};
}

/// virt-operator itself stays, and so do its own rights and the kind it serves.
bool stays(const kube::Key& key) { return key.name == "kubevirt-operator" || key.name == "kubevirts.kubevirt.io"; }

}  // namespace

Task<bool> Reconciler::workloads_left(bool remove) {
  bool left = false;
  for (const auto* of : workload_kinds()) {
    kube::List list;
    try {
      list = co_await client_.list(*of);
    } catch (const Error& error) {
      if (error.reason() != Reason::not_found) throw;  // the kind is gone already
    }
    left = left || !list.items.empty();
    if (!remove) continue;
    for (const auto& item : list.items) {
      kube::Key key{std::string(json::text(item, {"metadata", "namespace"})),
                    std::string(json::text(item, {"metadata", "name"}))};
      if (json::find(item, {"metadata", "deletionTimestamp"}) == nullptr)
        co_await client_.remove_if_present(*of, std::move(key));
    }
  }
  co_return left;
}

Task<kube::Next> Reconciler::uninstall(Object object) {
  const auto now = schema::Time{format_time(clock_.now())};
  const bool blocks =
      object->spec.uninstall_strategy == kubevirt::kube_virt_uninstall_strategy::block_uninstall_if_workloads_exist;
  if (object->status.phase == kubevirt::kubevirt_phase::deleted) {
    auto after = *object;
    std::erase(after.metadata.finalizers, kubevirt::finalizer::foreground_delete_kubevirt);
    co_await writer_.patch(object, std::move(after));
    co_return kube::Next::done();
  }
  if (co_await workloads_left(!blocks)) {
    const auto* obstacle =
        blocks ? "virtual machines exist, and uninstallStrategy is BlockUninstallIfWorkloadsExist" : "";
    co_await write_status(object, deleting_status(*object, obstacle, now));
    co_return kube::Next::after(2s);
  }
  for (const auto* of : removed_kinds())
    for (const auto& one : installer_.all(*of))
      if (!stays(one->key)) co_await installer_.remove(*of, one->key);
  auto status = deleting_status(*object, "", now);
  status.phase = kubevirt::kubevirt_phase::deleted;
  co_await write_status(object, std::move(status));
  log_.info("uninstalled", {{"kubevirt", object.key().text()}});
  co_return kube::Next::done();
}

}  // namespace coracle::virt::operator_

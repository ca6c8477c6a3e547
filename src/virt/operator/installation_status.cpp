#include "virt/operator/installation_status.h"

#include "api/kubevirt/v1/names.h"
#include "api/kubevirt/v1/states.h"
#include "virt/shared/component_certificates.h"
#include "virt/shared/conditions.h"
#include "virt/shared/version.h"

namespace coracle::virt::operator_ {
namespace {
namespace kubevirt = api::kubevirt::v1;
namespace condition = kubevirt::condition;

namespace why {
constexpr std::string_view all_created = "AllResourcesCreated";
constexpr std::string_view all_ready = "AllComponentsReady";
constexpr std::string_view deploying = "DeploymentInProgress";
constexpr std::string_view not_ready = "ComponentsNotReady";
constexpr std::string_view failed = "DeploymentFailed";
constexpr std::string_view deleting = "DeletionInProgress";
constexpr std::string_view delete_failed = "DeletionFailed";
constexpr std::string_view existing = "ExistingDeployment";
}  // namespace why

/// Gates that are on by default and whose feature this release has not.
constexpr std::string_view lacking_gates[] = {
    "DecentralizedLiveMigration",
    "DeclarativeHotplugVolumes",
    "GPUsWithDRA",
    "HostDevicesWithDRA",
    "ImageVolume",
    "KubevirtSeccompProfile",
    "PasstBinding",
    "RebootPolicy",
    "Snapshot",
    "Template",
    "WorkloadEncryptionSEV",
};

struct Setter {
  shared::Conditions& conditions;
  const schema::Time& now;
  void operator()(std::string_view type, bool value, std::string_view reason, std::string_view message) const {
    kubevirt::Condition wanted;
    wanted.type = type;
    wanted.status = value ? kubevirt::condition_status::true_ : kubevirt::condition_status::false_;
    wanted.reason = reason;
    wanted.message = message;
    wanted.last_probe_time = now;
    // Probed at each look: only a difference is worth a write.
    const auto* before = shared::find_condition(conditions, type);
    if (before != nullptr && before->status == wanted.status && before->reason == wanted.reason &&
        before->message == wanted.message)
      return;
    shared::set_condition(conditions, std::move(wanted), now);
  }
};

void set_failed(const Setter& set, const Findings& findings) {
  const auto message = "An error occurred during deployment: " + findings.failure;
  set(condition::synchronized, false, why::failed, message);
  set(condition::created, false, why::failed, message);
  set(condition::available, false, why::failed, message);
  set(condition::progressing, false, why::failed, message);
  set(condition::degraded, true, why::failed, message);
}

void set_waiting(const Setter& set, const Findings& findings, bool deployed_before) {
  const std::string version(shared::product_version());
  const auto message = deployed_before
                           ? findings.missing
                           : "Deploying version " + version + (findings.missing.empty() ? "" : ": " + findings.missing);
  const auto reason = deployed_before ? why::not_ready : why::deploying;
  set(condition::available, false, reason, message);
  set(condition::progressing, !deployed_before, reason, message);
  set(condition::degraded, deployed_before, reason, message);
}

}  // namespace

kubevirt::KubeVirtStatus installed_status(const kubevirt::KubeVirt& object, const Findings& findings,
                                          const schema::Time& now) {
  auto status = object.status;
  const Setter set{status.conditions, now};
  status.operator_version = shared::product_version();
  status.target_kube_virt_version = shared::product_version();
  status.target_deployment_id = findings.deployment_id;
  status.default_architecture = "amd64";
  status.observed_generation = object.metadata.generation;
  const bool deployed_before = status.phase == kubevirt::kubevirt_phase::deployed;
  if (status.phase.empty()) status.phase = kubevirt::kubevirt_phase::deploying;
  if (!findings.failure.empty()) {
    set_failed(set, findings);
    return status;
  }
  shared::remove_condition(status.conditions, condition::synchronized);
  status.generations = findings.generations;
  set(condition::created, findings.all_created, findings.all_created ? why::all_created : why::deploying,
      findings.all_created ? "All resources were created." : "Resources are being created.");
  if (!findings.all_created || !findings.missing.empty()) {
    set_waiting(set, findings, deployed_before);
    return status;
  }
  status.phase = kubevirt::kubevirt_phase::deployed;
  status.observed_kube_virt_version = status.target_kube_virt_version;
  status.observed_deployment_id = status.target_deployment_id;
  set(condition::available, true, why::all_ready, "All components are ready.");
  set(condition::progressing, false, why::all_ready, "All components are ready.");
  set(condition::degraded, false, why::all_ready, "All components are ready.");
  return status;
}

kubevirt::KubeVirtStatus deleting_status(const kubevirt::KubeVirt& object, const std::string& obstacle,
                                         const schema::Time& now) {
  auto status = object.status;
  const Setter set{status.conditions, now};
  status.phase = kubevirt::kubevirt_phase::deleting;
  const auto reason = obstacle.empty() ? why::deleting : why::delete_failed;
  const auto message =
      obstacle.empty() ? std::string("Deletion was triggered") : "An error occurred during deletion: " + obstacle;
  if (!obstacle.empty()) set(condition::synchronized, false, reason, message);
  set(condition::available, false, reason, message);
  set(condition::progressing, false, reason, message);
  set(condition::degraded, true, reason, message);
  return status;
}

kubevirt::KubeVirtStatus duplicate_status(const kubevirt::KubeVirt& object, const std::string& active,
                                          const schema::Time& now) {
  auto status = object.status;
  const Setter set{status.conditions, now};
  set(condition::synchronized, false, why::existing,
      "There is an active KubeVirt deployment: " + active + ". This one changes nothing, remove it.");
  return status;
}

kubevirt::KubeVirt first_kubevirt() {
  kubevirt::KubeVirt object;
  object.metadata.name = "kubevirt";
  object.metadata.namespace_ = shared::install_namespace;
  object.metadata.finalizers = {std::string(kubevirt::finalizer::foreground_delete_kubevirt)};
  auto& developer = object.spec.configuration.developer_configuration.ensure();
  for (const auto gate : lacking_gates) developer.disabled_feature_gates.emplace_back(gate);
  // A machine that names no network gets one that this release can make.
  object.spec.configuration.network.ensure().default_network_interface = "masquerade";
  object.spec.uninstall_strategy = kubevirt::kube_virt_uninstall_strategy::block_uninstall_if_workloads_exist;
  return object;
}

}  // namespace coracle::virt::operator_

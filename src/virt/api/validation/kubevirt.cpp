#include <fmt/core.h>

#include <algorithm>

#include "virt/api/validation/validation.h"

namespace coracle::virt::api {

FieldErrors check_kubevirt(const kubevirt::KubeVirt& object) {
  FieldErrors errors;
  Findings found(errors);
  const auto& developer = object.spec.configuration.developer_configuration;
  if (developer)
    for (const auto& gate : developer->feature_gates)
      if (std::ranges::find(developer->disabled_feature_gates, gate) != developer->disabled_feature_gates.end())
        found.invalid("spec.configuration.developerConfiguration.featureGates",
                      fmt::format("feature gate {} is both enabled and disabled", gate));
  const auto& uninstall = object.spec.uninstall_strategy;
  if (!uninstall.empty() && uninstall != kubevirt::kube_virt_uninstall_strategy::remove_workloads &&
      uninstall != kubevirt::kube_virt_uninstall_strategy::block_uninstall_if_workloads_exist)
    found.not_supported("spec.uninstallStrategy", fmt::format("spec.uninstallStrategy must be RemoveWorkloads or "
                                                              "BlockUninstallIfWorkloadsExist, not {}",
                                                              uninstall));
  const auto& customize = object.spec.customize_components;
  if (!customize.patches.empty() || customize.flags)
    found.not_supported("spec.customizeComponents",
                        "spec.customizeComponents is not supported by this release of Coracle");
  if (object.spec.configuration.hypervisors.size() > 1)
    found.invalid("spec.configuration.hypervisors", "at most one hypervisor may be given");
  return errors;
}

}  // namespace coracle::virt::api

#include "api/kubevirt/v1/kubevirt_status.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const GenerationStatus*) {
  using T = GenerationStatus;
  static const Field fields[] = {
      field<&T::group>("group", "Its API group.").required(),
      field<&T::resource>("resource", "Its resource.").required(),
      field<&T::namespace_>("namespace", "Its namespace."),
      field<&T::name>("name", "Its name.").required(),
      field<&T::last_generation>("lastGeneration", "Its generation when last written.").required(),
      field<&T::hash>("hash", "Hash of its content, for kinds without a generation."),
  };
  static const Struct table{"io.kubevirt.v1.GenerationStatus", "Generation of an installed object.", fields};
  return table;
}

const Struct& describe(const KubeVirtStatus*) {
  using T = KubeVirtStatus;
  static const Field fields[] = {
      field<&T::phase>("phase", "How far the installation is."),
      field<&T::conditions>("conditions", "Named aspects of its state."),
      field<&T::operator_version>("operatorVersion", "Version of the operator."),
      field<&T::target_kube_virt_registry>("targetKubeVirtRegistry", "Registry of what is being installed."),
      field<&T::target_kube_virt_version>("targetKubeVirtVersion", "Version that is being installed."),
      field<&T::target_deployment_config>("targetDeploymentConfig", "Settings of what is being installed, as JSON."),
      field<&T::target_deployment_id>("targetDeploymentID", "Identity of what is being installed."),
      field<&T::observed_kube_virt_registry>("observedKubeVirtRegistry", "Registry of what is installed."),
      field<&T::observed_kube_virt_version>("observedKubeVirtVersion", "Version that is installed."),
      field<&T::observed_deployment_config>("observedDeploymentConfig", "Settings of what is installed, as JSON."),
      field<&T::observed_deployment_id>("observedDeploymentID", "Identity of what is installed."),
      field<&T::outdated_virtual_machine_instance_workloads>("outdatedVirtualMachineInstanceWorkloads",
                                                             "Guests that still run an older launcher."),
      field<&T::observed_generation>("observedGeneration", "Generation of the specification last acted upon."),
      field<&T::default_architecture>("defaultArchitecture", "Architecture of guests that name none."),
      field<&T::generations>("generations", "Generations of installed objects, by which foreign changes are seen.")
          .atomic(),
      field<&T::synchronization_addresses>("synchronizationAddresses",
                                           "Where other clusters reach this one to exchange the state of migrations.")
          .atomic(),
  };
  static const Struct table{"io.kubevirt.v1.KubeVirtStatus", "What is installed.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1

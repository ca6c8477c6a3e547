#include "api/kubevirt/v1/kubevirt_configuration.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

KubeVirtConfiguration::KubeVirtConfiguration() = default;
KubeVirtConfiguration::~KubeVirtConfiguration() = default;
KubeVirtConfiguration::KubeVirtConfiguration(const KubeVirtConfiguration&) = default;
KubeVirtConfiguration& KubeVirtConfiguration::operator=(const KubeVirtConfiguration&) = default;
KubeVirtConfiguration::KubeVirtConfiguration(KubeVirtConfiguration&&) noexcept = default;
KubeVirtConfiguration& KubeVirtConfiguration::operator=(KubeVirtConfiguration&&) noexcept = default;

const Struct& describe(const SupportContainerResources*) {
  using T = SupportContainerResources;
  static const Field fields[] = {
      field<&T::type>("type", "Kind of container.").required(),
      field<&T::resources>("resources", "Its resources.").required(),
  };
  static const Struct table{"io.kubevirt.v1.SupportContainerResources",
                            "Resources of a kind of container beside the guest's.", fields};
  return table;
}

const Struct& describe(const CommonInstancetypesDeployment*) {
  using T = CommonInstancetypesDeployment;
  static const Field fields[] = {
      field<&T::enabled>("enabled", "Whether they are installed; true when absent.").nullable(),
  };
  static const Struct table{"io.kubevirt.v1.CommonInstancetypesDeployment",
                            "The instance types and preferences that come with the system.", fields};
  return table;
}

const Struct& describe(const VirtTemplateDeployment*) {
  using T = VirtTemplateDeployment;
  static const Field fields[] = {
      field<&T::enabled>("enabled", "Whether it is installed; true when absent.").nullable(),
  };
  static const Struct table{"io.kubevirt.v1.VirtTemplateDeployment",
                            "The template component that comes with the system.", fields};
  return table;
}

const Struct& describe(const InstancetypeConfiguration*) {
  using T = InstancetypeConfiguration;
  static const Field fields[] = {
      field<&T::reference_policy>("referencePolicy",
                                  "Keeps the reference (reference), or writes what it names into the machine (expand, "
                                  "expandAll); reference when empty.")
          .nullable()
          .one_of("reference|expand|expandAll"),
  };
  static const Struct table{"io.kubevirt.v1.InstancetypeConfiguration", "How machines refer to instance types.",
                            fields};
  return table;
}

const Struct& describe(const PersistentReservationConfiguration*) {
  using T = PersistentReservationConfiguration;
  static const Field fields[] = {
      field<&T::enabled>("enabled", "Whether it is installed.").nullable(),
  };
  static const Struct table{"io.kubevirt.v1.PersistentReservationConfiguration",
                            "The helper for SCSI persistent reservations.", fields};
  return table;
}

const Struct& describe(const KubeVirtConfiguration*) {
  using T = KubeVirtConfiguration;
  static const Field fields[] = {
      field<&T::cpu_model>("cpuModel", "Processor model of guests that name none; host-model when empty."),
      field<&T::cpu_request>(
          "cpuRequest", "Processor time asked for a virtual processor, where a guest names none; 100m when absent."),
      field<&T::developer_configuration>("developerConfiguration", "Feature gates, emulation and log levels."),
      field<&T::emulated_machines>("emulatedMachines", "Machine types that guests may use, as patterns."),
      field<&T::image_pull_policy>("imagePullPolicy", "When images are pulled."),
      field<&T::migrations>("migrations", "Settings of live migrations."),
      field<&T::machine_type>("machineType", "Machine type of guests that name none."),
      field<&T::network>("network", "Settings of networks."),
      field<&T::ovmf_path>("ovmfPath", "Directory of the EFI firmware in the launcher."),
      field<&T::selinux_launcher_type>("selinuxLauncherType", "SELinux type of the launcher."),
      field<&T::default_runtime_class>("defaultRuntimeClass", "RuntimeClass of the launcher's pod."),
      field<&T::smbios>("smbios", "Data of the system in the guests' SMBIOS tables."),
      field<&T::architecture_configuration>("architectureConfiguration",
                                            "Settings that depend on the guest's architecture."),
      field<&T::eviction_strategy>("evictionStrategy", "What a node drain does with guests that name no strategy."),
      field<&T::additional_guest_memory_overhead_ratio>(
          "additionalGuestMemoryOverheadRatio", "Factor on the calculated memory overhead, as a decimal number."),
      field<&T::support_container_resources>("supportContainerResources",
                                             "Resources of the containers beside the guest's.")
          .map_by("type"),
      field<&T::supported_guest_agent_versions>("supportedGuestAgentVersions", "No longer used."),
      field<&T::mem_balloon_stats_period>("memBalloonStatsPeriod",
                                          "Seconds between reports of the memory balloon; 10 when absent."),
      field<&T::permitted_host_devices>("permittedHostDevices", "Devices of nodes that guests may use."),
      field<&T::mediated_devices_configuration>("mediatedDevicesConfiguration", "Mediated devices that nodes make."),
      field<&T::min_cpu_model>("minCPUModel", "Oldest processor model that nodes are labelled with."),
      field<&T::obsolete_cpu_models>("obsoleteCPUModels", "Processor models that nodes are not labelled with."),
      field<&T::virtual_machine_instances_per_node>("virtualMachineInstancesPerNode",
                                                    "Most guests a node may run; 110 when absent."),
      field<&T::api_configuration>("apiConfiguration", "Request rates of virt-api."),
      field<&T::webhook_configuration>("webhookConfiguration", "Request rates of virt-api's webhooks."),
      field<&T::controller_configuration>("controllerConfiguration", "Request rates of virt-controller."),
      field<&T::handler_configuration>("handlerConfiguration", "Request rates of virt-handler."),
      field<&T::tls_configuration>("tlsConfiguration", "TLS versions and ciphers of the system's servers."),
      field<&T::seccomp_configuration>("seccompConfiguration", "Seccomp profile of launchers."),
      field<&T::vm_state_storage_class>("vmStateStorageClass",
                                        "StorageClass of the claims that hold the state of firmware and TPM."),
      field<&T::virtual_machine_options>("virtualMachineOptions", "Switches for all guests."),
      field<&T::ksm_configuration>("ksmConfiguration", "Nodes that merge equal memory pages."),
      field<&T::auto_cpu_limit_namespace_label_selector>("autoCPULimitNamespaceLabelSelector",
                                                         "Namespaces whose launchers get a processor limit."),
      field<&T::live_update_configuration>("liveUpdateConfiguration",
                                           "Bounds of what can be plugged into a running guest."),
      field<&T::vm_rollout_strategy>(
          "vmRolloutStrategy",
          "How changes of a machine reach its running guest: at its restart (Stage) or at once (LiveUpdate).")
          .nullable()
          .one_of("Stage|LiveUpdate"),
      field<&T::common_instancetypes_deployment>("commonInstancetypesDeployment",
                                                 "The instance types and preferences that come with the system.")
          .nullable(),
      field<&T::virt_template_deployment>("virtTemplateDeployment",
                                          "The template component that comes with the system.")
          .nullable(),
      field<&T::instancetype>("instancetype", "How machines refer to instance types.").nullable(),
      field<&T::hypervisors>("hypervisors", "The hypervisor that guests run on.").atomic().at_most_items(1),
      field<&T::changed_block_tracking_label_selectors>("changedBlockTrackingLabelSelectors",
                                                        "Machines whose changed blocks are tracked.")
          .nullable(),
      field<&T::persistent_reservation_configuration>("persistentReservationConfiguration",
                                                      "The helper for SCSI persistent reservations.")
          .nullable(),
      field<&T::confidential_compute>("confidentialCompute", "Settings of confidential guests.").nullable(),
      field<&T::role_aggregation_strategy>("roleAggregationStrategy",
                                           "Whether the standard roles include the system's.")
          .one_of("AggregateToDefault|Manual"),
  };
  static const Struct table{"io.kubevirt.v1.KubeVirtConfiguration", "Settings of the cluster.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1

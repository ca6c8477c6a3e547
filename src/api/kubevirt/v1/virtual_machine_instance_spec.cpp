#include "api/kubevirt/v1/virtual_machine_instance_spec.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

VirtualMachineInstanceSpec::VirtualMachineInstanceSpec() = default;
VirtualMachineInstanceSpec::~VirtualMachineInstanceSpec() = default;
VirtualMachineInstanceSpec::VirtualMachineInstanceSpec(const VirtualMachineInstanceSpec&) = default;
VirtualMachineInstanceSpec& VirtualMachineInstanceSpec::operator=(const VirtualMachineInstanceSpec&) = default;
VirtualMachineInstanceSpec::VirtualMachineInstanceSpec(VirtualMachineInstanceSpec&&) noexcept = default;
VirtualMachineInstanceSpec& VirtualMachineInstanceSpec::operator=(VirtualMachineInstanceSpec&&) noexcept = default;

const Struct& describe(const VirtualMachineInstanceResourceClaim*) {
  using T = VirtualMachineInstanceResourceClaim;
  static const Field fields[] = {
      field<&T::name>("name", "Name by which devices refer to the claim.").required(),
      field<&T::resource_claim_name>("resourceClaimName", "An existing ResourceClaim in the same namespace."),
      field<&T::resource_claim_template_name>("resourceClaimTemplateName",
                                              "Template of a ResourceClaim made for this pod alone."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceResourceClaim",
                            "A ResourceClaim by name, or the template it is made from.", fields};
  return table;
}

const Struct& describe(const UtilityVolume*) {
  using T = UtilityVolume;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the volume, unique among all volumes of the instance.").required(),
      field<&T::claim_name>("claimName", "PersistentVolumeClaim in the same namespace.").required(),
      field<&T::read_only>("readOnly", "Mounts the volume read-only."),
      field<&T::type>("type", "What the volume is for."),
  };
  static const Struct table{"io.kubevirt.v1.UtilityVolume", "A claim mounted into the pod for the system's use.",
                            fields};
  return table;
}

const Struct& describe(const VirtualMachineInstanceSpec*) {
  using T = VirtualMachineInstanceSpec;
  static const Field fields[] = {
      field<&T::priority_class_name>("priorityClassName", "PriorityClass of the pod that carries the guest."),
      field<&T::domain>("domain", "The virtual hardware.").required(),
      field<&T::node_selector>("nodeSelector", "Labels a node must have to run the guest."),
      field<&T::affinity>("affinity",
                          "Rules that attract the guest to nodes and other pods, or keep it away from them."),
      field<&T::scheduler_name>("schedulerName", "Scheduler that places the pod; the cluster's default when empty."),
      field<&T::service_account_name>("serviceAccountName",
                                      "Service account the pod runs under. Its token is not shown to the guest."),
      field<&T::tolerations>("tolerations", "Node taints the pod puts up with."),
      field<&T::topology_spread_constraints>(
          "topologySpreadConstraints", "How pods that match a selector are spread over zones, nodes or other domains.")
          .map_by("topologyKey,whenUnsatisfiable"),
      field<&T::eviction_strategy>("evictionStrategy",
                                   "What a node drain does with the guest; the cluster's setting when absent."),
      field<&T::start_strategy>("startStrategy",
                                "Paused starts the guest with its processors stopped, until it is unpaused."),
      field<&T::termination_grace_period_seconds>(
          "terminationGracePeriodSeconds",
          "Seconds the guest has to shut down before it is switched off; 30 when absent."),
      field<&T::volumes>("volumes",
                         "Where the data of disks and filesystems comes from. Each is used by a disk or a filesystem "
                         "of the same name.")
          .at_most_items(256),
      field<&T::liveness_probe>("livenessProbe",
                                "Check of the guest whose failure restarts it, as far as its run strategy allows."),
      field<&T::readiness_probe>("readinessProbe", "Check of the guest whose failure takes it out of Services."),
      field<&T::hostname>("hostname", "Host name of the guest; its object's name when empty."),
      field<&T::subdomain>("subdomain", "Makes the full name <hostname>.<subdomain>.<namespace>.svc.<cluster domain>."),
      field<&T::networks>("networks", "Networks that the interfaces of the same names are connected to.")
          .at_most_items(256),
      field<&T::dns_policy>("dnsPolicy", "How the guest's resolver is set up; ClusterFirst when empty."),
      field<&T::dns_config>("dnsConfig", "Resolver settings added to what the DNS policy gives."),
      field<&T::access_credentials>("accessCredentials", "Secrets with keys and passwords to bring into the guest.")
          .atomic()
          .at_most_items(256),
      field<&T::architecture>(
          "architecture",
          "Processor architecture of the guest: amd64, arm64 or s390x; the cluster's default when empty."),
      field<&T::resource_claims>("resourceClaims", "ResourceClaims that must be allocated before the guest may start.")
          .map_by("name"),
      field<&T::utility_volumes>("utilityVolumes", "Volumes mounted into the pod that the guest does not see.")
          .map_by("name")
          .at_most_items(256),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceSpec",
                            "The hardware, disks, networks and placement of a running virtual machine.", fields};
  return table;
}

const Struct& describe(const VirtualMachineInstanceTemplateSpec*) {
  using T = VirtualMachineInstanceTemplateSpec;
  static const Field fields[] = {
      field<&T::metadata>("metadata", "Labels and annotations given to each instance.").nullable().any_members(),
      field<&T::spec>("spec", "Specification given to each instance."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceTemplateSpec",
                            "The instance that a virtual machine or a replica set creates.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1

#include "api/kubevirt/v1/migration_state.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

VirtualMachineInstanceMigrationState::VirtualMachineInstanceMigrationState() = default;
VirtualMachineInstanceMigrationState::~VirtualMachineInstanceMigrationState() = default;
VirtualMachineInstanceMigrationState::VirtualMachineInstanceMigrationState(
    const VirtualMachineInstanceMigrationState&) = default;
VirtualMachineInstanceMigrationState& VirtualMachineInstanceMigrationState::operator=(
    const VirtualMachineInstanceMigrationState&) = default;
VirtualMachineInstanceMigrationState::VirtualMachineInstanceMigrationState(
    VirtualMachineInstanceMigrationState&&) noexcept = default;
VirtualMachineInstanceMigrationState& VirtualMachineInstanceMigrationState::operator=(
    VirtualMachineInstanceMigrationState&&) noexcept = default;

const Struct& describe(const VirtualMachineInstanceMigrationSourceState*) {
  using T = VirtualMachineInstanceMigrationSourceState;
  static const Field fields[] = {
      field<&T::node>("node", "Node of the guest."),
      field<&T::pod>("pod", "Pod of the guest."),
      field<&T::migration_uid>("migrationUID", "The VirtualMachineInstanceMigration on this side."),
      field<&T::domain_name>("domainName", "Name of the guest's libvirt domain."),
      field<&T::domain_namespace>("domainNamespace", "Namespace of the guest."),
      field<&T::sync_address>("syncAddress", "Where the two sides exchange state, between clusters."),
      field<&T::persistent_state_pvc_name>("persistentStatePVCName", "Claim with the state of firmware and TPM."),
      field<&T::selinux_context>("selinuxContext", "SELinux context of the pod."),
      field<&T::virtual_machine_instance_uid>("virtualMachineInstanceUID", "Identity of the instance on this side."),
      field<&T::node_selectors>("nodeSelectors", "Labels that a target node must have to take the guest."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceMigrationSourceState",
                            "What the source of a migration knows.", fields};
  return table;
}

const Struct& describe(const VirtualMachineInstanceMigrationTargetState*) {
  using T = VirtualMachineInstanceMigrationTargetState;
  static const Field fields[] = {
      field<&T::node>("node", "Node of the guest."),
      field<&T::pod>("pod", "Pod of the guest."),
      field<&T::migration_uid>("migrationUID", "The VirtualMachineInstanceMigration on this side."),
      field<&T::domain_name>("domainName", "Name of the guest's libvirt domain."),
      field<&T::domain_namespace>("domainNamespace", "Namespace of the guest."),
      field<&T::sync_address>("syncAddress", "Where the two sides exchange state, between clusters."),
      field<&T::persistent_state_pvc_name>("persistentStatePVCName", "Claim with the state of firmware and TPM."),
      field<&T::selinux_context>("selinuxContext", "SELinux context of the pod."),
      field<&T::virtual_machine_instance_uid>("virtualMachineInstanceUID", "Identity of the instance on this side."),
      field<&T::domain_ready_timestamp>("domainReadyTimestamp", "When the guest was ready to run."),
      field<&T::domain_detected>("domainDetected", "The guest was seen."),
      field<&T::node_address>("nodeAddress", "Address of the node's agent."),
      field<&T::direct_migration_node_ports>("directMigrationNodePorts",
                                             "Ports of the node by the ports of the guest's process they stand for."),
      field<&T::attachment_pod_uid>("attachmentPodUID", "Pod that attaches plugged volumes."),
      field<&T::cpu_set>("cpuSet", "Physical processors the guest gets.").atomic(),
      field<&T::node_topology>("nodeTopology", "NUMA layout of the node, as JSON."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceMigrationTargetState",
                            "What the target of a migration knows.", fields};
  return table;
}

const Struct& describe(const VirtualMachineInstanceMigrationState*) {
  using T = VirtualMachineInstanceMigrationState;
  static const Field fields[] = {
      field<&T::start_timestamp>("startTimestamp", "When memory began to be copied.").nullable(),
      field<&T::end_timestamp>("endTimestamp", "When it ended.").nullable(),
      field<&T::target_node_domain_ready_timestamp>("targetNodeDomainReadyTimestamp",
                                                    "When the guest was ready to run on the target node."),
      field<&T::target_node_domain_detected>("targetNodeDomainDetected", "The guest was seen on the target node."),
      field<&T::target_node_address>("targetNodeAddress", "Address of the target node's agent."),
      field<&T::target_direct_migration_node_ports>(
          "targetDirectMigrationNodePorts",
          "Ports of the target node by the ports of the guest's process they stand for."),
      field<&T::target_node>("targetNode", "Node the guest goes to."),
      field<&T::target_pod>("targetPod", "Pod the guest goes to."),
      field<&T::target_attachment_pod_uid>("targetAttachmentPodUID",
                                           "Pod that attaches plugged volumes on the target node."),
      field<&T::source_node>("sourceNode", "Node the guest leaves."),
      field<&T::source_pod>("sourcePod", "Pod the guest leaves."),
      field<&T::completed>("completed", "It is over."),
      field<&T::failed>("failed", "It failed."),
      field<&T::abort_requested>("abortRequested", "Somebody asked to stop it."),
      field<&T::abort_status>("abortStatus", "How stopping it went."),
      field<&T::failure_reason>("failureReason", "Why it failed."),
      field<&T::migration_uid>("migrationUid", "The VirtualMachineInstanceMigration that asked for it."),
      field<&T::mode>("mode", "How memory is copied."),
      field<&T::migration_policy_name>("migrationPolicyName", "MigrationPolicy that applies."),
      field<&T::migration_configuration>("migrationConfiguration", "Settings in force."),
      field<&T::target_cpu_set>("targetCPUSet", "Physical processors the guest gets on the target node.").atomic(),
      field<&T::target_node_topology>("targetNodeTopology", "NUMA layout of the target node, as JSON."),
      field<&T::source_persistent_state_pvc_name>("sourcePersistentStatePVCName",
                                                  "Claim with the state of firmware and TPM that the guest leaves."),
      field<&T::target_persistent_state_pvc_name>("targetPersistentStatePVCName",
                                                  "Claim with that state that the guest goes to."),
      field<&T::source_state>("sourceState", "What only the source knows."),
      field<&T::target_state>("targetState", "What only the target knows."),
      field<&T::migration_network_type>("migrationNetworkType",
                                        "Network that carries the traffic: the pods' or a dedicated one."),
      field<&T::target_memory_overhead>("targetMemoryOverhead",
                                        "Overhead of the machine's own processes in the target pod."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceMigrationState",
                            "The last or current live migration of an instance.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1

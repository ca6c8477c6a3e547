#include "api/kinds.h"

namespace coracle::api {
namespace {
// group, version, kind, plural, namespaced, has a status subresource
constexpr Kind config_map_kind{"", "v1", "ConfigMap", "configmaps", true, false};
constexpr Kind event_kind{"", "v1", "Event", "events", true, false};
constexpr Kind namespace_kind{"", "v1", "Namespace", "namespaces", false, true};
constexpr Kind node_kind{"", "v1", "Node", "nodes", false, true};
constexpr Kind pod_kind{"", "v1", "Pod", "pods", true, true};
constexpr Kind secret_kind{"", "v1", "Secret", "secrets", true, false};
constexpr Kind service_account_kind{"", "v1", "ServiceAccount", "serviceaccounts", true, false};
constexpr Kind lease_kind{"coordination.k8s.io", "v1", "Lease", "leases", true, false};
constexpr Kind custom_resource_definition_kind{"apiextensions.k8s.io",      "v1",  "CustomResourceDefinition",
                                               "customresourcedefinitions", false, true};
constexpr Kind apiservice_kind{"apiregistration.k8s.io", "v1", "APIService", "apiservices", false, true};
constexpr Kind mutating_webhook_configuration_kind{
    "admissionregistration.k8s.io",  "v1",  "MutatingWebhookConfiguration",
    "mutatingwebhookconfigurations", false, false};
constexpr Kind validating_webhook_configuration_kind{
    "admissionregistration.k8s.io",    "v1",  "ValidatingWebhookConfiguration",
    "validatingwebhookconfigurations", false, false};
constexpr Kind cluster_role_kind{"rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", false, false};
constexpr Kind cluster_role_binding_kind{"rbac.authorization.k8s.io", "v1",  "ClusterRoleBinding",
                                         "clusterrolebindings",       false, false};
constexpr Kind role_kind{"rbac.authorization.k8s.io", "v1", "Role", "roles", true, false};
constexpr Kind role_binding_kind{"rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings", true, false};
constexpr Kind kube_virt_kind{"kubevirt.io", "v1", "KubeVirt", "kubevirts", true, true};
constexpr Kind virtual_machine_kind{"kubevirt.io", "v1", "VirtualMachine", "virtualmachines", true, true};
constexpr Kind virtual_machine_instance_kind{"kubevirt.io", "v1", "VirtualMachineInstance", "virtualmachineinstances",
                                             true,          false};
constexpr Kind migration_kind{
    "kubevirt.io", "v1", "VirtualMachineInstanceMigration", "virtualmachineinstancemigrations", true, true};
constexpr Kind replica_set_kind{
    "kubevirt.io", "v1", "VirtualMachineInstanceReplicaSet", "virtualmachineinstancereplicasets", true, true};
}  // namespace

const Kind& kind_of(const core::v1::ConfigMap*) { return config_map_kind; }
const Kind& kind_of(const core::v1::Event*) { return event_kind; }
const Kind& kind_of(const core::v1::Namespace*) { return namespace_kind; }
const Kind& kind_of(const core::v1::Node*) { return node_kind; }
const Kind& kind_of(const core::v1::Pod*) { return pod_kind; }
const Kind& kind_of(const core::v1::Secret*) { return secret_kind; }
const Kind& kind_of(const core::v1::ServiceAccount*) { return service_account_kind; }
const Kind& kind_of(const coordination::v1::Lease*) { return lease_kind; }
const Kind& kind_of(const apiextensions::v1::CustomResourceDefinition*) { return custom_resource_definition_kind; }
const Kind& kind_of(const apiregistration::v1::APIService*) { return apiservice_kind; }
const Kind& kind_of(const admissionregistration::v1::MutatingWebhookConfiguration*) {
  return mutating_webhook_configuration_kind;
}
const Kind& kind_of(const admissionregistration::v1::ValidatingWebhookConfiguration*) {
  return validating_webhook_configuration_kind;
}
const Kind& kind_of(const rbac::v1::ClusterRole*) { return cluster_role_kind; }
const Kind& kind_of(const rbac::v1::ClusterRoleBinding*) { return cluster_role_binding_kind; }
const Kind& kind_of(const rbac::v1::Role*) { return role_kind; }
const Kind& kind_of(const rbac::v1::RoleBinding*) { return role_binding_kind; }
const Kind& kind_of(const kubevirt::v1::KubeVirt*) { return kube_virt_kind; }
const Kind& kind_of(const kubevirt::v1::VirtualMachine*) { return virtual_machine_kind; }
const Kind& kind_of(const kubevirt::v1::VirtualMachineInstance*) { return virtual_machine_instance_kind; }
const Kind& kind_of(const kubevirt::v1::VirtualMachineInstanceMigration*) { return migration_kind; }
const Kind& kind_of(const kubevirt::v1::VirtualMachineInstanceReplicaSet*) { return replica_set_kind; }

}  // namespace coracle::api

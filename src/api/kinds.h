#pragma once
// Where each typed kind is served: `kind_of(static_cast<const core::v1::Pod*>(nullptr))`.
#include "api/kind.h"

namespace coracle::api {

namespace core::v1 {
struct ConfigMap;
struct Event;
struct Namespace;
struct Node;
struct Pod;
struct Secret;
struct ServiceAccount;
}  // namespace core::v1
namespace coordination::v1 {
struct Lease;
}
namespace apiextensions::v1 {
struct CustomResourceDefinition;
}
namespace apiregistration::v1 {
struct APIService;
}
namespace admissionregistration::v1 {
struct MutatingWebhookConfiguration;
struct ValidatingWebhookConfiguration;
}  // namespace admissionregistration::v1
namespace rbac::v1 {
struct ClusterRole;
struct ClusterRoleBinding;
struct Role;
struct RoleBinding;
}  // namespace rbac::v1
namespace kubevirt::v1 {
struct KubeVirt;
struct VirtualMachine;
struct VirtualMachineInstance;
struct VirtualMachineInstanceMigration;
struct VirtualMachineInstanceReplicaSet;
}  // namespace kubevirt::v1

const Kind& kind_of(const core::v1::ConfigMap*);
const Kind& kind_of(const core::v1::Event*);
const Kind& kind_of(const core::v1::Namespace*);
const Kind& kind_of(const core::v1::Node*);
const Kind& kind_of(const core::v1::Pod*);
const Kind& kind_of(const core::v1::Secret*);
const Kind& kind_of(const core::v1::ServiceAccount*);
const Kind& kind_of(const coordination::v1::Lease*);
const Kind& kind_of(const apiextensions::v1::CustomResourceDefinition*);
const Kind& kind_of(const apiregistration::v1::APIService*);
const Kind& kind_of(const admissionregistration::v1::MutatingWebhookConfiguration*);
const Kind& kind_of(const admissionregistration::v1::ValidatingWebhookConfiguration*);
const Kind& kind_of(const rbac::v1::ClusterRole*);
const Kind& kind_of(const rbac::v1::ClusterRoleBinding*);
const Kind& kind_of(const rbac::v1::Role*);
const Kind& kind_of(const rbac::v1::RoleBinding*);
const Kind& kind_of(const kubevirt::v1::KubeVirt*);
const Kind& kind_of(const kubevirt::v1::VirtualMachine*);
const Kind& kind_of(const kubevirt::v1::VirtualMachineInstance*);
const Kind& kind_of(const kubevirt::v1::VirtualMachineInstanceMigration*);
const Kind& kind_of(const kubevirt::v1::VirtualMachineInstanceReplicaSet*);

}  // namespace coracle::api

#include "api/tables.h"

#include "api/admissionregistration/v1/mutating_webhook_configuration.h"
#include "api/admissionregistration/v1/validating_webhook_configuration.h"
#include "api/admissionregistration/v1/webhook.h"
#include "api/apiextensions/v1/custom_resource_definition.h"
#include "api/apiregistration/v1/api_service.h"
#include "api/apps/v1/controller_revision.h"
#include "api/apps/v1/daemon_set.h"
#include "api/apps/v1/deployment.h"
#include "api/apps/v1/replica_set.h"
#include "api/apps/v1/stateful_set.h"
#include "api/authentication/v1/self_subject_review.h"
#include "api/authentication/v1/token_request.h"
#include "api/authentication/v1/token_review.h"
#include "api/authorization/v1/local_subject_access_review.h"
#include "api/authorization/v1/self_subject_access_review.h"
#include "api/authorization/v1/self_subject_rules_review.h"
#include "api/authorization/v1/subject_access_review.h"
#include "api/autoscaling/v1/scale.h"
#include "api/batch/v1/cron_job.h"
#include "api/batch/v1/job.h"
#include "api/certificates/v1/certificate_signing_request.h"
#include "api/coordination/v1/lease.h"
#include "api/core/v1/affinity.h"
#include "api/core/v1/binding.h"
#include "api/core/v1/config_map.h"
#include "api/core/v1/container.h"
#include "api/core/v1/endpoints.h"
#include "api/core/v1/env.h"
#include "api/core/v1/event.h"
#include "api/core/v1/limit_range.h"
#include "api/core/v1/namespace.h"
#include "api/core/v1/node.h"
#include "api/core/v1/persistent_volume.h"
#include "api/core/v1/persistent_volume_claim.h"
#include "api/core/v1/pod.h"
#include "api/core/v1/pod_status.h"
#include "api/core/v1/pod_template.h"
#include "api/core/v1/probe.h"
#include "api/core/v1/reference.h"
#include "api/core/v1/replication_controller.h"
#include "api/core/v1/resource_quota.h"
#include "api/core/v1/resources.h"
#include "api/core/v1/secret.h"
#include "api/core/v1/security_context.h"
#include "api/core/v1/service.h"
#include "api/core/v1/service_account.h"
#include "api/core/v1/topology_selector.h"
#include "api/core/v1/volume.h"
#include "api/core/v1/volume_sources.h"
#include "api/discovery/v1/endpoint_slice.h"
#include "api/events/v1/event.h"
#include "api/meta/v1/condition.h"
#include "api/meta/v1/delete_options.h"
#include "api/meta/v1/field_selector.h"
#include "api/meta/v1/label_selector.h"
#include "api/meta/v1/list_meta.h"
#include "api/meta/v1/object_meta.h"
#include "api/meta/v1/status.h"
#include "api/networking/v1/ingress.h"
#include "api/networking/v1/ingress_class.h"
#include "api/networking/v1/network_policy.h"
#include "api/node/v1/runtime_class.h"
#include "api/policy/v1/eviction.h"
#include "api/policy/v1/pod_disruption_budget.h"
#include "api/rbac/v1/cluster_role.h"
#include "api/rbac/v1/cluster_role_binding.h"
#include "api/rbac/v1/role.h"
#include "api/rbac/v1/role_binding.h"
#include "api/scheduling/v1/priority_class.h"
#include "api/storage/v1/csi.h"
#include "api/storage/v1/storage_class.h"
#include "api/storage/v1/volume_attachment.h"

namespace coracle::api {
namespace {

template <schema::Described... Kinds>
std::vector<const schema::Struct*> api_tables_of() {
  return {&describe(static_cast<const Kinds*>(nullptr))...};
}

}  // namespace

std::span<const schema::Struct* const> tables() {
  static const auto all = api_tables_of<
      admissionregistration::v1::MutatingWebhookConfiguration,
      admissionregistration::v1::ValidatingWebhookConfiguration, apiextensions::v1::CustomResourceDefinition,
      apiregistration::v1::APIService, apps::v1::ControllerRevision, apps::v1::DaemonSet, apps::v1::Deployment,
      apps::v1::ReplicaSet, apps::v1::StatefulSet, authentication::v1::SelfSubjectReview,
      authentication::v1::TokenRequest, authentication::v1::TokenReview, authorization::v1::LocalSubjectAccessReview,
      authorization::v1::SelfSubjectAccessReview, authorization::v1::SelfSubjectRulesReview,
      authorization::v1::SubjectAccessReview, autoscaling::v1::Scale, batch::v1::CronJob, batch::v1::Job,
      certificates::v1::CertificateSigningRequest, coordination::v1::Lease, core::v1::Binding, core::v1::ConfigMap,
      core::v1::Endpoints, core::v1::Event, core::v1::LimitRange, core::v1::Namespace, core::v1::Node,
      core::v1::PersistentVolume, core::v1::Pod, core::v1::PodTemplate, core::v1::ReplicationController,
      core::v1::ResourceQuota, core::v1::Secret, core::v1::Service, core::v1::ServiceAccount,
      discovery::v1::EndpointSlice, events::v1::Event, meta::v1::Status, networking::v1::Ingress,
      networking::v1::IngressClass, networking::v1::NetworkPolicy, node::v1::RuntimeClass, policy::v1::Eviction,
      policy::v1::PodDisruptionBudget, rbac::v1::ClusterRole, rbac::v1::ClusterRoleBinding, rbac::v1::Role,
      rbac::v1::RoleBinding, scheduling::v1::PriorityClass, storage::v1::CSIDriver, storage::v1::CSINode,
      storage::v1::StorageClass, storage::v1::VolumeAttachment>();
  return all;
}

}  // namespace coracle::api

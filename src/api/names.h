#pragma once
// Names that Kubernetes itself gives a meaning: labels, annotations, taints, finalizers, groups.
// https://kubernetes.io/docs/reference/labels-annotations-taints/
#include <string_view>

namespace coracle::api::names {

// labels of nodes and pods
inline constexpr std::string_view hostname_label = "kubernetes.io/hostname";
inline constexpr std::string_view arch_label = "kubernetes.io/arch";
inline constexpr std::string_view os_label = "kubernetes.io/os";
inline constexpr std::string_view instance_type_label = "node.kubernetes.io/instance-type";
inline constexpr std::string_view zone_label = "topology.kubernetes.io/zone";
inline constexpr std::string_view region_label = "topology.kubernetes.io/region";
inline constexpr std::string_view control_plane_label = "node-role.kubernetes.io/control-plane";
inline constexpr std::string_view namespace_name_label = "kubernetes.io/metadata.name";
inline constexpr std::string_view app_name_label = "app.kubernetes.io/name";
inline constexpr std::string_view app_instance_label = "app.kubernetes.io/instance";
inline constexpr std::string_view app_version_label = "app.kubernetes.io/version";
inline constexpr std::string_view app_component_label = "app.kubernetes.io/component";
inline constexpr std::string_view app_part_of_label = "app.kubernetes.io/part-of";
inline constexpr std::string_view app_managed_by_label = "app.kubernetes.io/managed-by";
inline constexpr std::string_view service_name_label = "kubernetes.io/service-name";
inline constexpr std::string_view endpoint_slice_managed_by_label = "endpointslice.kubernetes.io/managed-by";
inline constexpr std::string_view headless_service_label = "service.kubernetes.io/headless";
inline constexpr std::string_view pod_template_hash_label = "pod-template-hash";
inline constexpr std::string_view controller_revision_hash_label = "controller-revision-hash";
inline constexpr std::string_view pod_index_label = "apps.kubernetes.io/pod-index";
inline constexpr std::string_view stateful_set_pod_name_label = "statefulset.kubernetes.io/pod-name";
inline constexpr std::string_view job_name_label = "batch.kubernetes.io/job-name";
inline constexpr std::string_view job_controller_uid_label = "batch.kubernetes.io/controller-uid";
inline constexpr std::string_view rbac_defaults_label = "kubernetes.io/bootstrapping";

// annotations
inline constexpr std::string_view last_applied_annotation = "kubectl.kubernetes.io/last-applied-configuration";
inline constexpr std::string_view restarted_at_annotation = "kubectl.kubernetes.io/restartedAt";
inline constexpr std::string_view default_container_annotation = "kubectl.kubernetes.io/default-container";
inline constexpr std::string_view deployment_revision_annotation = "deployment.kubernetes.io/revision";
inline constexpr std::string_view desired_replicas_annotation = "deployment.kubernetes.io/desired-replicas";
inline constexpr std::string_view max_replicas_annotation = "deployment.kubernetes.io/max-replicas";
inline constexpr std::string_view change_cause_annotation = "kubernetes.io/change-cause";
inline constexpr std::string_view description_annotation = "kubernetes.io/description";
inline constexpr std::string_view service_account_name_annotation = "kubernetes.io/service-account.name";
inline constexpr std::string_view service_account_uid_annotation = "kubernetes.io/service-account.uid";
inline constexpr std::string_view default_storage_class_annotation = "storageclass.kubernetes.io/is-default-class";
inline constexpr std::string_view selected_node_annotation = "volume.kubernetes.io/selected-node";
inline constexpr std::string_view storage_provisioner_annotation = "volume.kubernetes.io/storage-provisioner";
inline constexpr std::string_view bind_completed_annotation = "pv.kubernetes.io/bind-completed";
inline constexpr std::string_view bound_by_controller_annotation = "pv.kubernetes.io/bound-by-controller";
inline constexpr std::string_view provisioned_by_annotation = "pv.kubernetes.io/provisioned-by";
inline constexpr std::string_view config_source_annotation = "kubernetes.io/config.source";
inline constexpr std::string_view static_pod_mirror_annotation = "kubernetes.io/config.mirror";
inline constexpr std::string_view rbac_autoupdate_annotation = "rbac.authorization.kubernetes.io/autoupdate";
inline constexpr std::string_view completion_index_annotation = "batch.kubernetes.io/job-completion-index";
inline constexpr std::string_view api_approved_annotation = "api-approved.kubernetes.io";

// taints
inline constexpr std::string_view not_ready_taint = "node.kubernetes.io/not-ready";
inline constexpr std::string_view unreachable_taint = "node.kubernetes.io/unreachable";
inline constexpr std::string_view unschedulable_taint = "node.kubernetes.io/unschedulable";
inline constexpr std::string_view memory_pressure_taint = "node.kubernetes.io/memory-pressure";
inline constexpr std::string_view disk_pressure_taint = "node.kubernetes.io/disk-pressure";
inline constexpr std::string_view pid_pressure_taint = "node.kubernetes.io/pid-pressure";
inline constexpr std::string_view network_unavailable_taint = "node.kubernetes.io/network-unavailable";
inline constexpr std::string_view out_of_service_taint = "node.kubernetes.io/out-of-service";
inline constexpr std::string_view control_plane_taint = "node-role.kubernetes.io/control-plane";

// finalizers
inline constexpr std::string_view orphan_finalizer = "orphan";
inline constexpr std::string_view foreground_deletion_finalizer = "foregroundDeletion";
inline constexpr std::string_view namespace_finalizer = "kubernetes";
inline constexpr std::string_view claim_protection_finalizer = "kubernetes.io/pvc-protection";
inline constexpr std::string_view volume_protection_finalizer = "kubernetes.io/pv-protection";
inline constexpr std::string_view job_tracking_finalizer = "batch.kubernetes.io/job-tracking";
inline constexpr std::string_view crd_cleanup_finalizer = "customresourcecleanup.apiextensions.k8s.io";

// users and groups
inline constexpr std::string_view masters_group = "system:masters";
inline constexpr std::string_view authenticated_group = "system:authenticated";
inline constexpr std::string_view unauthenticated_group = "system:unauthenticated";
inline constexpr std::string_view service_accounts_group = "system:serviceaccounts";
inline constexpr std::string_view nodes_group = "system:nodes";
inline constexpr std::string_view anonymous_user = "system:anonymous";
inline constexpr std::string_view node_user_prefix = "system:node:";
inline constexpr std::string_view service_account_user_prefix = "system:serviceaccount:";

// types of Secrets
inline constexpr std::string_view opaque_secret = "Opaque";
inline constexpr std::string_view service_account_token_secret = "kubernetes.io/service-account-token";
inline constexpr std::string_view docker_config_secret = "kubernetes.io/dockerconfigjson";
inline constexpr std::string_view tls_secret = "kubernetes.io/tls";
inline constexpr std::string_view basic_auth_secret = "kubernetes.io/basic-auth";
inline constexpr std::string_view ssh_auth_secret = "kubernetes.io/ssh-auth";

// groups
inline constexpr std::string_view core_group = "";
inline constexpr std::string_view apps_group = "apps";
inline constexpr std::string_view batch_group = "batch";
inline constexpr std::string_view rbac_group = "rbac.authorization.k8s.io";
inline constexpr std::string_view coordination_group = "coordination.k8s.io";
inline constexpr std::string_view apiextensions_group = "apiextensions.k8s.io";
inline constexpr std::string_view apiregistration_group = "apiregistration.k8s.io";
inline constexpr std::string_view admissionregistration_group = "admissionregistration.k8s.io";
inline constexpr std::string_view authentication_group = "authentication.k8s.io";
inline constexpr std::string_view authorization_group = "authorization.k8s.io";
inline constexpr std::string_view events_group = "events.k8s.io";
inline constexpr std::string_view policy_group = "policy";
inline constexpr std::string_view storage_group = "storage.k8s.io";
inline constexpr std::string_view scheduling_group = "scheduling.k8s.io";
inline constexpr std::string_view discovery_group = "discovery.k8s.io";
inline constexpr std::string_view networking_group = "networking.k8s.io";
inline constexpr std::string_view node_group = "node.k8s.io";
inline constexpr std::string_view autoscaling_group = "autoscaling";
inline constexpr std::string_view certificates_group = "certificates.k8s.io";

}  // namespace coracle::api::names

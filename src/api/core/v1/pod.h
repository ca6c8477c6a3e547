#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/affinity.h"
#include "api/core/v1/container.h"
#include "api/core/v1/pod_status.h"
#include "api/core/v1/reference.h"
#include "api/core/v1/resources.h"
#include "api/core/v1/security_context.h"
#include "api/core/v1/volume.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// A line of the hosts file.
struct HostAlias {
  std::vector<std::string> hostnames;
  std::string ip;
};
const schema::Struct& describe(const HostAlias*);

/// An option of the resolver.
struct PodDNSConfigOption {
  std::string name;
  std::optional<std::string> value;
};
const schema::Struct& describe(const PodDNSConfigOption*);

/// Resolver settings.
struct PodDNSConfig {
  std::vector<std::string> nameservers;
  std::vector<std::string> searches;
  std::vector<PodDNSConfigOption> options;
};
const schema::Struct& describe(const PodDNSConfig*);

/// An operating system.
struct PodOS {
  std::string name;
};
const schema::Struct& describe(const PodOS*);

/// A condition readiness waits for.
struct PodReadinessGate {
  std::string condition_type;
};
const schema::Struct& describe(const PodReadinessGate*);

/// A claim that containers may use.
struct PodResourceClaim {
  std::string name;
  std::optional<std::string> resource_claim_name;
  std::optional<std::string> resource_claim_template_name;
};
const schema::Struct& describe(const PodResourceClaim*);

/// What holds a pod back from being placed.
struct PodSchedulingGate {
  std::string name;
};
const schema::Struct& describe(const PodSchedulingGate*);

/// A group of pods placed together.
struct PodSchedulingGroup {
  std::string pod_group_name;
};
const schema::Struct& describe(const PodSchedulingGroup*);

/// What a pod is to be.
struct PodSpec {
  std::vector<Volume> volumes;
  std::vector<Container> init_containers;
  std::vector<Container> containers;
  std::vector<EphemeralContainer> ephemeral_containers;
  std::string restart_policy;
  std::optional<std::int64_t> termination_grace_period_seconds;
  std::optional<std::int64_t> active_deadline_seconds;
  std::string dns_policy;
  std::map<std::string, std::string> node_selector;
  std::string service_account_name;
  std::string service_account;
  std::optional<bool> automount_service_account_token;
  std::string node_name;
  bool host_network = false;
  bool host_pid = false;
  bool host_ipc = false;
  std::optional<bool> share_process_namespace;
  Box<PodSecurityContext> security_context;
  std::vector<LocalObjectReference> image_pull_secrets;
  std::string hostname;
  std::string subdomain;
  std::optional<std::string> hostname_override;
  std::optional<bool> set_hostname_as_fqdn;
  Box<Affinity> affinity;
  std::string scheduler_name;
  std::vector<Toleration> tolerations;
  std::vector<HostAlias> host_aliases;
  std::string priority_class_name;
  std::optional<std::int32_t> priority;
  std::optional<std::string> preemption_policy;
  Box<PodDNSConfig> dns_config;
  std::vector<PodReadinessGate> readiness_gates;
  std::optional<std::string> runtime_class_name;
  std::optional<bool> enable_service_links;
  std::map<std::string, schema::Quantity> overhead;
  std::vector<TopologySpreadConstraint> topology_spread_constraints;
  Box<PodOS> os;
  std::optional<bool> host_users;
  std::vector<PodSchedulingGate> scheduling_gates;
  Box<PodSchedulingGroup> scheduling_group;
  std::vector<PodResourceClaim> resource_claims;
  Box<ResourceRequirements> resources;

  PodSpec();
  ~PodSpec();
  PodSpec(const PodSpec&);
  PodSpec& operator=(const PodSpec&);
  PodSpec(PodSpec&&) noexcept;
  PodSpec& operator=(PodSpec&&) noexcept;
};
const schema::Struct& describe(const PodSpec*);

/// Containers that run together on one node.
struct Pod {
  std::string api_version = "v1";
  std::string kind = "Pod";
  meta::v1::ObjectMeta metadata;
  PodSpec spec;
  PodStatus status;

  Pod();
  ~Pod();
  Pod(const Pod&);
  Pod& operator=(const Pod&);
  Pod(Pod&&) noexcept;
  Pod& operator=(Pod&&) noexcept;
};
const schema::Struct& describe(const Pod*);

/// What pods are made from.
struct PodTemplateSpec {
  meta::v1::ObjectMeta metadata;
  PodSpec spec;

  PodTemplateSpec();
  ~PodTemplateSpec();
  PodTemplateSpec(const PodTemplateSpec&);
  PodTemplateSpec& operator=(const PodTemplateSpec&);
  PodTemplateSpec(PodTemplateSpec&&) noexcept;
  PodTemplateSpec& operator=(PodTemplateSpec&&) noexcept;
};
const schema::Struct& describe(const PodTemplateSpec*);

}  // namespace coracle::api::core::v1

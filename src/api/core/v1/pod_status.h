#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/resources.h"
#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// A running container.
struct ContainerStateRunning {
  schema::Time started_at;
};
const schema::Struct& describe(const ContainerStateRunning*);

/// A container that has ended.
struct ContainerStateTerminated {
  std::int32_t exit_code = 0;
  std::optional<std::int32_t> signal;
  schema::Time finished_at;
  std::string container_id;
  std::string message;
  std::string reason;
  schema::Time started_at;
};
const schema::Struct& describe(const ContainerStateTerminated*);

/// A container not started yet.
struct ContainerStateWaiting {
  std::string message;
  std::string reason;
};
const schema::Struct& describe(const ContainerStateWaiting*);

/// What a container does; one member is set.
struct ContainerState {
  Box<ContainerStateWaiting> waiting;
  Box<ContainerStateRunning> running;
  Box<ContainerStateTerminated> terminated;
};
const schema::Struct& describe(const ContainerState*);

/// User and groups of the first process.
struct LinuxContainerUser {
  std::int64_t gid = 0;
  std::vector<std::int64_t> supplemental_groups;
  std::int64_t uid = 0;
};
const schema::Struct& describe(const LinuxContainerUser*);

/// User and groups of a container.
struct ContainerUser {
  Box<LinuxContainerUser> linux_;
};
const schema::Struct& describe(const ContainerUser*);

/// Health of one device.
struct ResourceHealth {
  std::string resource_id;
  std::string health;
  std::string message;
};
const schema::Struct& describe(const ResourceHealth*);

/// Health of the devices of one resource.
struct ResourceStatus {
  std::string name;
  std::vector<ResourceHealth> resources;
};
const schema::Struct& describe(const ResourceStatus*);

/// How an image volume stands.
struct ImageVolumeStatus {
  std::string image_ref;
};
const schema::Struct& describe(const ImageVolumeStatus*);

/// How a volume stands.
struct VolumeStatus {
  Box<ImageVolumeStatus> image;
};
const schema::Struct& describe(const VolumeStatus*);

/// How a volume is mounted.
struct VolumeMountStatus {
  std::string name;
  std::string mount_path;
  Box<VolumeStatus> volume_status;
  bool read_only = false;
  std::string recursive_read_only;
};
const schema::Struct& describe(const VolumeMountStatus*);

/// How a container stands.
struct ContainerStatus {
  std::string name;
  ContainerState state;
  ContainerState last_state;
  bool ready = false;
  std::int32_t restart_count = 0;
  std::string image;
  std::string image_id;
  std::optional<bool> started;
  std::map<std::string, schema::Quantity> allocated_resources;
  Box<ResourceRequirements> resources;
  std::vector<VolumeMountStatus> volume_mounts;
  Box<ContainerUser> user;
  std::vector<ResourceStatus> allocated_resources_status;
  std::string container_id;
  std::string stop_signal;

  ContainerStatus();
  ~ContainerStatus();
  ContainerStatus(const ContainerStatus&);
  ContainerStatus& operator=(const ContainerStatus&);
  ContainerStatus(ContainerStatus&&) noexcept;
  ContainerStatus& operator=(ContainerStatus&&) noexcept;
};
const schema::Struct& describe(const ContainerStatus*);

/// An address of a node.
struct HostIP {
  std::string ip;
};
const schema::Struct& describe(const HostIP*);

/// Node resources a claim takes.
struct NodeAllocatableResourceClaimStatus {
  std::vector<std::string> containers;
  std::map<std::string, schema::Quantity> resources;
  std::string resource_claim_name;
};
const schema::Struct& describe(const NodeAllocatableResourceClaimStatus*);

/// One aspect of how a pod stands.
struct PodCondition {
  std::string type;
  std::string status;
  schema::Time last_probe_time;
  schema::Time last_transition_time;
  std::string message;
  std::int64_t observed_generation = 0;
  std::string reason;
};
const schema::Struct& describe(const PodCondition*);

/// A request of that claim and whom it serves.
struct ContainerExtendedResourceRequest {
  std::string container_name;
  std::string resource_name;
  std::string request_name;
};
const schema::Struct& describe(const ContainerExtendedResourceRequest*);

/// A claim made for extended resources.
struct PodExtendedResourceClaimStatus {
  std::vector<ContainerExtendedResourceRequest> request_mappings;
  std::string resource_claim_name;
};
const schema::Struct& describe(const PodExtendedResourceClaimStatus*);

/// An address of a pod.
struct PodIP {
  std::string ip;
};
const schema::Struct& describe(const PodIP*);

/// A claim made for a pod.
struct PodResourceClaimStatus {
  std::string name;
  std::string resource_claim_name;
};
const schema::Struct& describe(const PodResourceClaimStatus*);

/// How a pod stands.
struct PodStatus {
  std::string phase;
  std::string nominated_node_name;
  std::string host_ip;
  std::vector<HostIP> host_ips;
  std::string pod_ip;
  std::vector<PodIP> pod_ips;
  schema::Time start_time;
  std::vector<ContainerStatus> init_container_statuses;
  std::vector<ContainerStatus> container_statuses;
  std::vector<ContainerStatus> ephemeral_container_statuses;
  std::string qos_class;
  std::string resize;
  std::vector<PodResourceClaimStatus> resource_claim_statuses;
  Box<PodExtendedResourceClaimStatus> extended_resource_claim_status;
  std::vector<NodeAllocatableResourceClaimStatus> node_allocatable_resource_claim_statuses;
  std::map<std::string, schema::Quantity> allocated_resources;
  Box<ResourceRequirements> resources;
  std::vector<PodCondition> conditions;
  std::string message;
  std::int64_t observed_generation = 0;
  std::string reason;

  PodStatus();
  ~PodStatus();
  PodStatus(const PodStatus&);
  PodStatus& operator=(const PodStatus&);
  PodStatus(PodStatus&&) noexcept;
  PodStatus& operator=(PodStatus&&) noexcept;
};
const schema::Struct& describe(const PodStatus*);

}  // namespace coracle::api::core::v1

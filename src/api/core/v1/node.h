#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// No longer used.
struct ConfigMapNodeConfigSource {
  std::string kubelet_config_key;
  std::string resource_version;
  std::string name;
  std::string namespace_;
  std::string uid;
};
const schema::Struct& describe(const ConfigMapNodeConfigSource*);

/// No longer used.
struct NodeConfigSource {
  Box<ConfigMapNodeConfigSource> config_map;
};
const schema::Struct& describe(const NodeConfigSource*);

/// A mark that keeps away pods that do not bear it.
struct Taint {
  std::string effect;
  schema::Time time_added;
  std::string key;
  std::string value;
};
const schema::Struct& describe(const Taint*);

/// What a node is to be.
struct NodeSpec {
  std::string pod_cidr;
  std::vector<std::string> pod_cidrs;
  std::string provider_id;
  bool unschedulable = false;
  std::vector<Taint> taints;
  Box<NodeConfigSource> config_source;
  std::string external_id;
};
const schema::Struct& describe(const NodeSpec*);

/// A volume attached to a node.
struct AttachedVolume {
  std::string name;
  std::string device_path;
};
const schema::Struct& describe(const AttachedVolume*);

/// An image on a node.
struct ContainerImage {
  std::vector<std::string> names;
  std::optional<std::int64_t> size_bytes;
};
const schema::Struct& describe(const ContainerImage*);

/// An address of a node.
struct NodeAddress {
  std::string type;
  std::string address;
};
const schema::Struct& describe(const NodeAddress*);

/// One aspect of how a node stands.
struct NodeCondition {
  std::string type;
  std::string status;
  schema::Time last_heartbeat_time;
  schema::Time last_transition_time;
  std::string message;
  std::string reason;
};
const schema::Struct& describe(const NodeCondition*);

/// No longer used.
struct NodeConfigStatus {
  Box<NodeConfigSource> active;
  Box<NodeConfigSource> assigned;
  std::string error;
  Box<NodeConfigSource> last_known_good;
};
const schema::Struct& describe(const NodeConfigStatus*);

/// A port.
struct DaemonEndpoint {
  std::int32_t port = 0;
};
const schema::Struct& describe(const DaemonEndpoint*);

/// Ports of a node's daemons.
struct NodeDaemonEndpoints {
  DaemonEndpoint kubelet_endpoint;
};
const schema::Struct& describe(const NodeDaemonEndpoints*);

/// What a node's runtime can do for all handlers.
struct NodeFeatures {
  std::optional<bool> supplemental_groups_policy;
};
const schema::Struct& describe(const NodeFeatures*);

/// What a runtime can do.
struct NodeRuntimeHandlerFeatures {
  std::optional<bool> recursive_read_only_mounts;
  std::optional<bool> user_namespaces;
};
const schema::Struct& describe(const NodeRuntimeHandlerFeatures*);

/// A runtime a node offers.
struct NodeRuntimeHandler {
  std::string name;
  Box<NodeRuntimeHandlerFeatures> features;
};
const schema::Struct& describe(const NodeRuntimeHandler*);

/// Swap space of a node.
struct NodeSwapStatus {
  std::optional<std::int64_t> capacity;
};
const schema::Struct& describe(const NodeSwapStatus*);

/// Versions and identities of a node.
struct NodeSystemInfo {
  std::string machine_id;
  std::string system_uuid;
  std::string boot_id;
  std::string kernel_version;
  std::string os_image;
  std::string container_runtime_version;
  std::string kubelet_version;
  std::string kube_proxy_version;
  std::string operating_system;
  std::string architecture;
  Box<NodeSwapStatus> swap;

  NodeSystemInfo();
  ~NodeSystemInfo();
  NodeSystemInfo(const NodeSystemInfo&);
  NodeSystemInfo& operator=(const NodeSystemInfo&);
  NodeSystemInfo(NodeSystemInfo&&) noexcept;
  NodeSystemInfo& operator=(NodeSystemInfo&&) noexcept;
};
const schema::Struct& describe(const NodeSystemInfo*);

/// How a node stands.
struct NodeStatus {
  std::map<std::string, schema::Quantity> capacity;
  std::map<std::string, schema::Quantity> allocatable;
  std::string phase;
  std::vector<NodeAddress> addresses;
  NodeDaemonEndpoints daemon_endpoints;
  NodeSystemInfo node_info;
  std::vector<ContainerImage> images;
  std::vector<std::string> volumes_in_use;
  std::vector<AttachedVolume> volumes_attached;
  Box<NodeConfigStatus> config;
  std::vector<NodeRuntimeHandler> runtime_handlers;
  Box<NodeFeatures> features;
  std::vector<std::string> declared_features;
  std::vector<NodeCondition> conditions;

  NodeStatus();
  ~NodeStatus();
  NodeStatus(const NodeStatus&);
  NodeStatus& operator=(const NodeStatus&);
  NodeStatus(NodeStatus&&) noexcept;
  NodeStatus& operator=(NodeStatus&&) noexcept;
};
const schema::Struct& describe(const NodeStatus*);

/// A machine that runs pods.
struct Node {
  std::string api_version = "v1";
  std::string kind = "Node";
  meta::v1::ObjectMeta metadata;
  NodeSpec spec;
  NodeStatus status;

  Node();
  ~Node();
  Node(const Node&);
  Node& operator=(const Node&);
  Node(Node&&) noexcept;
  Node& operator=(Node&&) noexcept;
};
const schema::Struct& describe(const Node*);

}  // namespace coracle::api::core::v1

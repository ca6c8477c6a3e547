#include "api/core/v1/node.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ConfigMapNodeConfigSource*) {
  using T = ConfigMapNodeConfigSource;
  static const Field fields[] = {
      field<&T::kubelet_config_key>("kubeletConfigKey", "Key with the settings.").required(),
      field<&T::resource_version>("resourceVersion", "Version of the ConfigMap."),
      field<&T::name>("name", "Name.").required(),
      field<&T::namespace_>("namespace", "Namespace.").required(),
      field<&T::uid>("uid", "Identity."),
  };
  static const Struct table{"io.k8s.api.core.v1.ConfigMapNodeConfigSource", "No longer used.", fields};
  return table;
}

const Struct& describe(const NodeConfigSource*) {
  using T = NodeConfigSource;
  static const Field fields[] = {
      field<&T::config_map>("configMap", "ConfigMap with settings."),
  };
  static const Struct table{"io.k8s.api.core.v1.NodeConfigSource", "No longer used.", fields};
  return table;
}

const Struct& describe(const Taint*) {
  using T = Taint;
  static const Field fields[] = {
      field<&T::effect>("effect", "NoSchedule, PreferNoSchedule or NoExecute.")
          .required()
          .one_of("NoExecute|NoSchedule|PreferNoSchedule"),
      field<&T::time_added>("timeAdded", "When it was set."),
      field<&T::key>("key", "Key.").required(),
      field<&T::value>("value", "Value."),
  };
  static const Struct table{"io.k8s.api.core.v1.Taint", "A mark that keeps away pods that do not bear it.", fields};
  return table;
}

const Struct& describe(const NodeSpec*) {
  using T = NodeSpec;
  static const Field fields[] = {
      field<&T::pod_cidr>("podCIDR", "Range its pods get addresses from."),
      field<&T::pod_cidrs>("podCIDRs", "Ranges its pods get addresses from, at most one of each family.")
          .set()
          .patch_by(),
      field<&T::provider_id>("providerID", "Identity given by the cloud."),
      field<&T::unschedulable>("unschedulable", "Takes no new pods."),
      field<&T::taints>("taints", "Marks that keep pods away.").atomic(),
      field<&T::config_source>("configSource", "No longer used."),
      field<&T::external_id>("externalID", "No longer used."),
  };
  static const Struct table{"io.k8s.api.core.v1.NodeSpec", "What a node is to be.", fields};
  return table;
}

const Struct& describe(const AttachedVolume*) {
  using T = AttachedVolume;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the volume.").required(),
      field<&T::device_path>("devicePath", "Path of its device.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.AttachedVolume", "A volume attached to a node.", fields};
  return table;
}

const Struct& describe(const ContainerImage*) {
  using T = ContainerImage;
  static const Field fields[] = {
      field<&T::names>("names", "Names of the image.").atomic(),
      field<&T::size_bytes>("sizeBytes", "Its size."),
  };
  static const Struct table{"io.k8s.api.core.v1.ContainerImage", "An image on a node.", fields};
  return table;
}

const Struct& describe(const NodeAddress*) {
  using T = NodeAddress;
  static const Field fields[] = {
      field<&T::type>("type", "InternalIP, ExternalIP, Hostname and the like.").required(),
      field<&T::address>("address", "The address.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.NodeAddress", "An address of a node.", fields};
  return table;
}

const Struct& describe(const NodeCondition*) {
  using T = NodeCondition;
  static const Field fields[] = {
      field<&T::type>("type", "Name of the aspect.").required(),
      field<&T::status>("status", "True, False or Unknown.").required(),
      field<&T::last_heartbeat_time>("lastHeartbeatTime", "When the node last reported it."),
      field<&T::last_transition_time>("lastTransitionTime", "When the condition's status last changed."),
      field<&T::message>("message", "Details for people."),
      field<&T::reason>("reason", "One word for the cause, in CamelCase."),
  };
  static const Struct table{"io.k8s.api.core.v1.NodeCondition", "One aspect of how a node stands.", fields};
  return table;
}

const Struct& describe(const NodeConfigStatus*) {
  using T = NodeConfigStatus;
  static const Field fields[] = {
      field<&T::active>("active", "Settings in use."),
      field<&T::assigned>("assigned", "Settings to be used."),
      field<&T::error>("error", "What is wrong with them."),
      field<&T::last_known_good>("lastKnownGood", "Settings to fall back to."),
  };
  static const Struct table{"io.k8s.api.core.v1.NodeConfigStatus", "No longer used.", fields};
  return table;
}

const Struct& describe(const DaemonEndpoint*) {
  using T = DaemonEndpoint;
  static const Field fields[] = {
      field<&T::port>("Port", "Number of the port.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.DaemonEndpoint", "A port.", fields};
  return table;
}

const Struct& describe(const NodeDaemonEndpoints*) {
  using T = NodeDaemonEndpoints;
  static const Field fields[] = {
      field<&T::kubelet_endpoint>("kubeletEndpoint", "The kubelet's port."),
  };
  static const Struct table{"io.k8s.api.core.v1.NodeDaemonEndpoints", "Ports of a node's daemons.", fields};
  return table;
}

const Struct& describe(const NodeFeatures*) {
  using T = NodeFeatures;
  static const Field fields[] = {
      field<&T::supplemental_groups_policy>("supplementalGroupsPolicy", "Keeps the policy on supplemental groups."),
  };
  static const Struct table{"io.k8s.api.core.v1.NodeFeatures", "What a node's runtime can do for all handlers.",
                            fields};
  return table;
}

const Struct& describe(const NodeRuntimeHandlerFeatures*) {
  using T = NodeRuntimeHandlerFeatures;
  static const Field fields[] = {
      field<&T::recursive_read_only_mounts>("recursiveReadOnlyMounts", "Read-only mounts of whole trees."),
      field<&T::user_namespaces>("userNamespaces", "User namespaces."),
  };
  static const Struct table{"io.k8s.api.core.v1.NodeRuntimeHandlerFeatures", "What a runtime can do.", fields};
  return table;
}

const Struct& describe(const NodeRuntimeHandler*) {
  using T = NodeRuntimeHandler;
  static const Field fields[] = {
      field<&T::name>("name", "Name; empty for the default."),
      field<&T::features>("features", "What it can do."),
  };
  static const Struct table{"io.k8s.api.core.v1.NodeRuntimeHandler", "A runtime a node offers.", fields};
  return table;
}

const Struct& describe(const NodeSwapStatus*) {
  using T = NodeSwapStatus;
  static const Field fields[] = {
      field<&T::capacity>("capacity", "Bytes of it."),
  };
  static const Struct table{"io.k8s.api.core.v1.NodeSwapStatus", "Swap space of a node.", fields};
  return table;
}

NodeSystemInfo::NodeSystemInfo() = default;
NodeSystemInfo::~NodeSystemInfo() = default;
NodeSystemInfo::NodeSystemInfo(const NodeSystemInfo&) = default;
NodeSystemInfo& NodeSystemInfo::operator=(const NodeSystemInfo&) = default;
NodeSystemInfo::NodeSystemInfo(NodeSystemInfo&&) noexcept = default;
NodeSystemInfo& NodeSystemInfo::operator=(NodeSystemInfo&&) noexcept = default;

const Struct& describe(const NodeSystemInfo*) {
  using T = NodeSystemInfo;
  static const Field fields[] = {
      field<&T::machine_id>("machineID", "Identity from /etc/machine-id.").required(),
      field<&T::system_uuid>("systemUUID", "Identity from the firmware.").required(),
      field<&T::boot_id>("bootID", "Identity of this boot.").required(),
      field<&T::kernel_version>("kernelVersion", "Version of the kernel.").required(),
      field<&T::os_image>("osImage", "Name and version of the operating system.").required(),
      field<&T::container_runtime_version>("containerRuntimeVersion", "Runtime and its version.").required(),
      field<&T::kubelet_version>("kubeletVersion", "Version of the kubelet.").required(),
      field<&T::kube_proxy_version>("kubeProxyVersion", "No longer used.").required(),
      field<&T::operating_system>("operatingSystem", "linux or windows.").required(),
      field<&T::architecture>("architecture", "Processor architecture.").required(),
      field<&T::swap>("swap", "Its swap space."),
  };
  static const Struct table{"io.k8s.api.core.v1.NodeSystemInfo", "Versions and identities of a node.", fields};
  return table;
}

NodeStatus::NodeStatus() = default;
NodeStatus::~NodeStatus() = default;
NodeStatus::NodeStatus(const NodeStatus&) = default;
NodeStatus& NodeStatus::operator=(const NodeStatus&) = default;
NodeStatus::NodeStatus(NodeStatus&&) noexcept = default;
NodeStatus& NodeStatus::operator=(NodeStatus&&) noexcept = default;

const Struct& describe(const NodeStatus*) {
  using T = NodeStatus;
  static const Field fields[] = {
      field<&T::capacity>("capacity", "All it has."),
      field<&T::allocatable>("allocatable", "What pods may use of it."),
      field<&T::phase>("phase", "No longer used.").one_of("Pending|Running|Terminated"),
      field<&T::addresses>("addresses", "Where it is reached.").merge_by("type"),
      field<&T::daemon_endpoints>("daemonEndpoints", "Ports of its daemons."),
      field<&T::node_info>("nodeInfo", "Versions and identities."),
      field<&T::images>("images", "Images it has.").atomic(),
      field<&T::volumes_in_use>("volumesInUse", "Volumes mounted or about to be.").atomic(),
      field<&T::volumes_attached>("volumesAttached", "Volumes attached to it.").atomic(),
      field<&T::config>("config", "No longer used."),
      field<&T::runtime_handlers>("runtimeHandlers", "Runtimes it offers.").atomic(),
      field<&T::features>("features", "What its runtime can do."),
      field<&T::declared_features>("declaredFeatures", "Features its kubelet declares.").atomic(),
      field<&T::conditions>("conditions", "How it stands, by named aspect.").merge_by("type"),
  };
  static const Struct table{"io.k8s.api.core.v1.NodeStatus", "How a node stands.", fields};
  return table;
}

Node::Node() = default;
Node::~Node() = default;
Node::Node(const Node&) = default;
Node& Node::operator=(const Node&) = default;
Node::Node(Node&&) noexcept = default;
Node& Node::operator=(Node&&) noexcept = default;

const Struct& describe(const Node*) {
  using T = Node;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{"io.k8s.api.core.v1.Node", "A machine that runs pods.", fields, {"", "v1", "Node"}};
  return table;
}

}  // namespace coracle::api::core::v1

#include "api/core/v1/pod_status.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ContainerStateRunning*) {
  using T = ContainerStateRunning;
  static const Field fields[] = {
      field<&T::started_at>("startedAt", "When it started."),
  };
  static const Struct table{"io.k8s.api.core.v1.ContainerStateRunning", "A running container.", fields};
  return table;
}

const Struct& describe(const ContainerStateTerminated*) {
  using T = ContainerStateTerminated;
  static const Field fields[] = {
      field<&T::exit_code>("exitCode", "Its exit code.").required(),
      field<&T::signal>("signal", "Signal that ended it."),
      field<&T::finished_at>("finishedAt", "When it ended."),
      field<&T::container_id>("containerID", "Identity given by the runtime."),
      field<&T::message>("message", "Details for people."),
      field<&T::reason>("reason", "One word for the cause, in CamelCase."),
      field<&T::started_at>("startedAt", "When it started."),
  };
  static const Struct table{"io.k8s.api.core.v1.ContainerStateTerminated", "A container that has ended.", fields};
  return table;
}

const Struct& describe(const ContainerStateWaiting*) {
  using T = ContainerStateWaiting;
  static const Field fields[] = {
      field<&T::message>("message", "Details for people."),
      field<&T::reason>("reason", "One word for the cause, in CamelCase."),
  };
  static const Struct table{"io.k8s.api.core.v1.ContainerStateWaiting", "A container not started yet.", fields};
  return table;
}

const Struct& describe(const ContainerState*) {
  using T = ContainerState;
  static const Field fields[] = {
      field<&T::waiting>("waiting", "It is not started yet."),
      field<&T::running>("running", "It runs."),
      field<&T::terminated>("terminated", "It has ended."),
  };
  static const Struct table{"io.k8s.api.core.v1.ContainerState", "What a container does; one member is set.", fields};
  return table;
}

const Struct& describe(const LinuxContainerUser*) {
  using T = LinuxContainerUser;
  static const Field fields[] = {
      field<&T::gid>("gid", "Group id.").required(),
      field<&T::supplemental_groups>("supplementalGroups", "Further groups.").atomic(),
      field<&T::uid>("uid", "User id.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.LinuxContainerUser", "User and groups of the first process.", fields};
  return table;
}

const Struct& describe(const ContainerUser*) {
  using T = ContainerUser;
  static const Field fields[] = {
      field<&T::linux_>("linux", "On Linux."),
  };
  static const Struct table{"io.k8s.api.core.v1.ContainerUser", "User and groups of a container.", fields};
  return table;
}

const Struct& describe(const ResourceHealth*) {
  using T = ResourceHealth;
  static const Field fields[] = {
      field<&T::resource_id>("resourceID", "Identity of the device.").required(),
      field<&T::health>("health", "Healthy, Unhealthy or Unknown."),
      field<&T::message>("message", "Details for people."),
  };
  static const Struct table{"io.k8s.api.core.v1.ResourceHealth", "Health of one device.", fields};
  return table;
}

const Struct& describe(const ResourceStatus*) {
  using T = ResourceStatus;
  static const Field fields[] = {
      field<&T::name>("name", "Resource.").required(),
      field<&T::resources>("resources", "Health of each device.").map_by("resourceID"),
  };
  static const Struct table{"io.k8s.api.core.v1.ResourceStatus", "Health of the devices of one resource.", fields};
  return table;
}

const Struct& describe(const ImageVolumeStatus*) {
  using T = ImageVolumeStatus;
  static const Field fields[] = {
      field<&T::image_ref>("imageRef", "Image that is mounted.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.ImageVolumeStatus", "How an image volume stands.", fields};
  return table;
}

const Struct& describe(const VolumeStatus*) {
  using T = VolumeStatus;
  static const Field fields[] = {
      field<&T::image>("image", "Of an image volume."),
  };
  static const Struct table{"io.k8s.api.core.v1.VolumeStatus", "How a volume stands.", fields};
  return table;
}

const Struct& describe(const VolumeMountStatus*) {
  using T = VolumeMountStatus;
  static const Field fields[] = {
      field<&T::name>("name", "Volume of the pod.").required(),
      field<&T::mount_path>("mountPath", "Path in the container.").required(),
      field<&T::volume_status>("volumeStatus", "How the volume stands."),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
      field<&T::recursive_read_only>("recursiveReadOnly", "Whether mounts below it are read-only too."),
  };
  static const Struct table{"io.k8s.api.core.v1.VolumeMountStatus", "How a volume is mounted.", fields};
  return table;
}

ContainerStatus::ContainerStatus() = default;
ContainerStatus::~ContainerStatus() = default;
ContainerStatus::ContainerStatus(const ContainerStatus&) = default;
ContainerStatus& ContainerStatus::operator=(const ContainerStatus&) = default;
ContainerStatus::ContainerStatus(ContainerStatus&&) noexcept = default;
ContainerStatus& ContainerStatus::operator=(ContainerStatus&&) noexcept = default;

const Struct& describe(const ContainerStatus*) {
  using T = ContainerStatus;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the container.").required(),
      field<&T::state>("state", "What it does now."),
      field<&T::last_state>("lastState", "How it ended last."),
      field<&T::ready>("ready", "Whether its probes say that it is ready.").required(),
      field<&T::restart_count>("restartCount", "How often it was restarted.").required(),
      field<&T::image>("image", "Image it runs.").required(),
      field<&T::image_id>("imageID", "Digest of the image.").required(),
      field<&T::started>("started", "Whether its startup probe has succeeded."),
      field<&T::allocated_resources>("allocatedResources", "Resources the node has set aside for it."),
      field<&T::resources>("resources", "Resources in force."),
      field<&T::volume_mounts>("volumeMounts", "How its volumes are mounted.").merge_by("mountPath"),
      field<&T::user>("user", "User and groups it runs as."),
      field<&T::allocated_resources_status>("allocatedResourcesStatus", "Health of its devices.").merge_by("name"),
      field<&T::container_id>("containerID", "Identity given by the runtime."),
      field<&T::stop_signal>("stopSignal", "Signal by which it is stopped.")
          .one_of("SIGABRT|SIGALRM|SIGBUS|SIGCHLD|SIGCLD|SIGCONT|SIGFPE|SIGHUP|SIGILL|SIGINT|SIGIO|SIGIOT|SIGKILL|"
                  "SIGPIPE|SIGPOLL|SIGPROF|SIGPWR|SIGQUIT|SIGRTMAX|SIGRTMAX-1|SIGRTMAX-10|SIGRTMAX-11|SIGRTMAX-12|"
                  "SIGRTMAX-13|SIGRTMAX-14|SIGRTMAX-2|SIGRTMAX-3|SIGRTMAX-4|SIGRTMAX-5|SIGRTMAX-6|SIGRTMAX-7|SIGRTMAX-"
                  "8|SIGRTMAX-9|SIGRTMIN|SIGRTMIN+1|SIGRTMIN+10|SIGRTMIN+11|SIGRTMIN+12|SIGRTMIN+13|SIGRTMIN+14|"
                  "SIGRTMIN+15|SIGRTMIN+2|SIGRTMIN+3|SIGRTMIN+4|SIGRTMIN+5|SIGRTMIN+6|SIGRTMIN+7|SIGRTMIN+8|SIGRTMIN+9|"
                  "SIGSEGV|SIGSTKFLT|SIGSTOP|SIGSYS|SIGTERM|SIGTRAP|SIGTSTP|SIGTTIN|SIGTTOU|SIGURG|SIGUSR1|SIGUSR2|"
                  "SIGVTALRM|SIGWINCH|SIGXCPU|SIGXFSZ"),
  };
  static const Struct table{"io.k8s.api.core.v1.ContainerStatus", "How a container stands.", fields};
  return table;
}

const Struct& describe(const HostIP*) {
  using T = HostIP;
  static const Field fields[] = {
      field<&T::ip>("ip", "Address.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.HostIP", "An address of a node.", fields};
  return table;
}

const Struct& describe(const NodeAllocatableResourceClaimStatus*) {
  using T = NodeAllocatableResourceClaimStatus;
  static const Field fields[] = {
      field<&T::containers>("containers", "Containers that use it.").set(),
      field<&T::resources>("resources", "Amounts taken.").required(),
      field<&T::resource_claim_name>("resourceClaimName", "The claim.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.NodeAllocatableResourceClaimStatus", "Node resources a claim takes.",
                            fields};
  return table;
}

const Struct& describe(const PodCondition*) {
  using T = PodCondition;
  static const Field fields[] = {
      field<&T::type>("type", "Name of the aspect.").required(),
      field<&T::status>("status", "True, False or Unknown.").required(),
      field<&T::last_probe_time>("lastProbeTime", "When the condition was last looked at."),
      field<&T::last_transition_time>("lastTransitionTime", "When the condition's status last changed."),
      field<&T::message>("message", "Details for people."),
      field<&T::observed_generation>("observedGeneration", "Generation of the wanted state that this was written for."),
      field<&T::reason>("reason", "One word for the cause, in CamelCase."),
  };
  static const Struct table{"io.k8s.api.core.v1.PodCondition", "One aspect of how a pod stands.", fields};
  return table;
}

const Struct& describe(const ContainerExtendedResourceRequest*) {
  using T = ContainerExtendedResourceRequest;
  static const Field fields[] = {
      field<&T::container_name>("containerName", "Container served.").required(),
      field<&T::resource_name>("resourceName", "Extended resource asked for.").required(),
      field<&T::request_name>("requestName", "Request in the claim.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.ContainerExtendedResourceRequest",
                            "A request of that claim and whom it serves.", fields};
  return table;
}

const Struct& describe(const PodExtendedResourceClaimStatus*) {
  using T = PodExtendedResourceClaimStatus;
  static const Field fields[] = {
      field<&T::request_mappings>("requestMappings", "Which request serves which container.").required().atomic(),
      field<&T::resource_claim_name>("resourceClaimName", "The claim.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.PodExtendedResourceClaimStatus", "A claim made for extended resources.",
                            fields};
  return table;
}

const Struct& describe(const PodIP*) {
  using T = PodIP;
  static const Field fields[] = {
      field<&T::ip>("ip", "Address.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.PodIP", "An address of a pod.", fields};
  return table;
}

const Struct& describe(const PodResourceClaimStatus*) {
  using T = PodResourceClaimStatus;
  static const Field fields[] = {
      field<&T::name>("name", "Claim in the pod's spec.").required(),
      field<&T::resource_claim_name>("resourceClaimName", "The claim."),
  };
  static const Struct table{"io.k8s.api.core.v1.PodResourceClaimStatus", "A claim made for a pod.", fields};
  return table;
}

PodStatus::PodStatus() = default;
PodStatus::~PodStatus() = default;
PodStatus::PodStatus(const PodStatus&) = default;
PodStatus& PodStatus::operator=(const PodStatus&) = default;
PodStatus::PodStatus(PodStatus&&) noexcept = default;
PodStatus& PodStatus::operator=(PodStatus&&) noexcept = default;

const Struct& describe(const PodStatus*) {
  using T = PodStatus;
  static const Field fields[] = {
      field<&T::phase>("phase", "Pending, Running, Succeeded, Failed or Unknown.")
          .one_of("Failed|Pending|Running|Succeeded|Unknown"),
      field<&T::nominated_node_name>("nominatedNodeName", "Node on which others are being pushed out for it."),
      field<&T::host_ip>("hostIP", "Address of its node."),
      field<&T::host_ips>("hostIPs", "Addresses of its node.").atomic().patch_by("ip"),
      field<&T::pod_ip>("podIP", "Its address."),
      field<&T::pod_ips>("podIPs", "Its addresses, at most one of each family.").merge_by("ip"),
      field<&T::start_time>("startTime", "When the node took it on."),
      field<&T::init_container_statuses>("initContainerStatuses", "How its init containers stand.").atomic(),
      field<&T::container_statuses>("containerStatuses", "How its containers stand.").atomic(),
      field<&T::ephemeral_container_statuses>("ephemeralContainerStatuses", "How its debugging containers stand.")
          .atomic(),
      field<&T::qos_class>("qosClass", "Guaranteed, Burstable or BestEffort.")
          .one_of("BestEffort|Burstable|Guaranteed"),
      field<&T::resize>("resize", "Whether a change of its resources is waiting."),
      field<&T::resource_claim_statuses>("resourceClaimStatuses", "Claims made for it.").merge_by("name").retain_keys(),
      field<&T::extended_resource_claim_status>("extendedResourceClaimStatus", "Claim made for extended resources."),
      field<&T::node_allocatable_resource_claim_statuses>("nodeAllocatableResourceClaimStatuses",
                                                          "Node resources taken by its claims.")
          .atomic(),
      field<&T::allocated_resources>("allocatedResources", "Resources the node has set aside for it."),
      field<&T::resources>("resources", "Resources in force."),
      field<&T::conditions>("conditions", "How it stands, by named aspect.").merge_by("type"),
      field<&T::message>("message", "Details for people."),
      field<&T::observed_generation>("observedGeneration", "Generation of the wanted state that this was written for."),
      field<&T::reason>("reason", "One word for the cause, in CamelCase."),
  };
  static const Struct table{"io.k8s.api.core.v1.PodStatus", "How a pod stands.", fields};
  return table;
}

}  // namespace coracle::api::core::v1

#include "api/core/v1/container.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ContainerPort*) {
  using T = ContainerPort;
  static const Field fields[] = {
      field<&T::name>("name", "Name by which services refer to it."),
      field<&T::container_port>("containerPort", "Port in the pod.").required(),
      field<&T::host_port>("hostPort", "Port of the node that leads to it."),
      field<&T::host_ip>("hostIP", "Address of the node for that port."),
      field<&T::protocol>("protocol", "TCP, UDP or SCTP.").one_of("SCTP|TCP|UDP").or_else("\"TCP\""),
  };
  static const Struct table{"io.k8s.api.core.v1.ContainerPort", "A port a container listens on.", fields};
  return table;
}

const Struct& describe(const ContainerRestartRuleOnExitCodes*) {
  using T = ContainerRestartRuleOnExitCodes;
  static const Field fields[] = {
      field<&T::operator_>("operator", "In or NotIn.").required(),
      field<&T::values>("values", "Exit codes.").set(),
  };
  static const Struct table{"io.k8s.api.core.v1.ContainerRestartRuleOnExitCodes", "A set of exit codes.", fields};
  return table;
}

const Struct& describe(const ContainerRestartRule*) {
  using T = ContainerRestartRule;
  static const Field fields[] = {
      field<&T::action>("action", "What is done.").required(),
      field<&T::exit_codes>("exitCodes", "Exit codes it applies to."),
  };
  static const Struct table{"io.k8s.api.core.v1.ContainerRestartRule", "What an exit code leads to.", fields};
  return table;
}

const Struct& describe(const VolumeDevice*) {
  using T = VolumeDevice;
  static const Field fields[] = {
      field<&T::name>("name", "Volume of the pod.").required(),
      field<&T::device_path>("devicePath", "Path of the device in the container.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.VolumeDevice", "A block volume as a device in a container.", fields};
  return table;
}

const Struct& describe(const VolumeMount*) {
  using T = VolumeMount;
  static const Field fields[] = {
      field<&T::name>("name", "Volume of the pod.").required(),
      field<&T::mount_path>("mountPath", "Path in the container.").required(),
      field<&T::sub_path>("subPath", "Path in the volume that is mounted."),
      field<&T::sub_path_expr>("subPathExpr", "As subPath, with references to variables replaced."),
      field<&T::mount_propagation>("mountPropagation", "Whether mounts pass between host and container.")
          .one_of("Bidirectional|HostToContainer|None"),
      field<&T::read_only>("readOnly", "Mounted for reading only."),
      field<&T::recursive_read_only>("recursiveReadOnly", "Whether mounts below it are read-only too."),
  };
  static const Struct table{"io.k8s.api.core.v1.VolumeMount", "A volume at a path in a container.", fields};
  return table;
}

Container::Container() = default;
Container::~Container() = default;
Container::Container(const Container&) = default;
Container& Container::operator=(const Container&) = default;
Container::Container(Container&&) noexcept = default;
Container& Container::operator=(Container&&) noexcept = default;

const Struct& describe(const Container*) {
  using T = Container;
  static const Field fields[] = {
      field<&T::name>("name", "Name, unique in the pod.").required(),
      field<&T::image>("image", "Image to run."),
      field<&T::command>("command", "Program in place of the image's entry point.").atomic(),
      field<&T::args>("args", "Arguments in place of the image's.").atomic(),
      field<&T::working_dir>("workingDir", "Directory it starts in."),
      field<&T::ports>("ports", "Ports it listens on.").map_by("containerPort,protocol").patch_by("containerPort"),
      field<&T::env_from>("envFrom", "Sets of environment variables.").atomic(),
      field<&T::env>("env", "Environment variables.").merge_by("name"),
      field<&T::resources>("resources", "What it needs and may use."),
      field<&T::resize_policy>("resizePolicy", "What changing resources asks for.").atomic(),
      field<&T::restart_policy>("restartPolicy", "Its own restart policy; Always makes an init container a sidecar."),
      field<&T::restart_policy_rules>("restartPolicyRules", "Restart rules by exit code.").atomic(),
      field<&T::volume_mounts>("volumeMounts", "Volumes mounted into it.").merge_by("mountPath"),
      field<&T::volume_devices>("volumeDevices", "Block devices given to it.").merge_by("devicePath"),
      field<&T::liveness_probe>("livenessProbe", "Restarts it when it fails."),
      field<&T::readiness_probe>("readinessProbe", "Takes it out of services when it fails."),
      field<&T::startup_probe>("startupProbe", "Holds the other probes back until it succeeds."),
      field<&T::lifecycle>("lifecycle", "What is done when it starts and stops."),
      field<&T::termination_message_path>("terminationMessagePath", "File whose text becomes the status message."),
      field<&T::termination_message_policy>("terminationMessagePolicy",
                                            "Whether the log's end serves when that file is empty.")
          .one_of("FallbackToLogsOnError|File"),
      field<&T::image_pull_policy>("imagePullPolicy", "When the image is pulled.").one_of("Always|IfNotPresent|Never"),
      field<&T::security_context>("securityContext", "What its processes may do."),
      field<&T::stdin>("stdin", "Keeps standard input open."),
      field<&T::stdin_once>("stdinOnce", "Closes standard input after the first session."),
      field<&T::tty>("tty", "Gives it a terminal."),
  };
  static const Struct table{"io.k8s.api.core.v1.Container", "A container of a pod.", fields};
  return table;
}

EphemeralContainer::EphemeralContainer() = default;
EphemeralContainer::~EphemeralContainer() = default;
EphemeralContainer::EphemeralContainer(const EphemeralContainer&) = default;
EphemeralContainer& EphemeralContainer::operator=(const EphemeralContainer&) = default;
EphemeralContainer::EphemeralContainer(EphemeralContainer&&) noexcept = default;
EphemeralContainer& EphemeralContainer::operator=(EphemeralContainer&&) noexcept = default;

const Struct& describe(const EphemeralContainer*) {
  using T = EphemeralContainer;
  static const Field fields[] = {
      field<&T::name>("name", "Name, unique in the pod.").required(),
      field<&T::image>("image", "Image to run."),
      field<&T::command>("command", "Program in place of the image's entry point.").atomic(),
      field<&T::args>("args", "Arguments in place of the image's.").atomic(),
      field<&T::working_dir>("workingDir", "Directory it starts in."),
      field<&T::ports>("ports", "Ports it listens on.").map_by("containerPort,protocol").patch_by("containerPort"),
      field<&T::env_from>("envFrom", "Sets of environment variables.").atomic(),
      field<&T::env>("env", "Environment variables.").merge_by("name"),
      field<&T::resources>("resources", "What it needs and may use."),
      field<&T::resize_policy>("resizePolicy", "What changing resources asks for.").atomic(),
      field<&T::restart_policy>("restartPolicy", "Its own restart policy; Always makes an init container a sidecar."),
      field<&T::restart_policy_rules>("restartPolicyRules", "Restart rules by exit code.").atomic(),
      field<&T::volume_mounts>("volumeMounts", "Volumes mounted into it.").merge_by("mountPath"),
      field<&T::volume_devices>("volumeDevices", "Block devices given to it.").merge_by("devicePath"),
      field<&T::liveness_probe>("livenessProbe", "Restarts it when it fails."),
      field<&T::readiness_probe>("readinessProbe", "Takes it out of services when it fails."),
      field<&T::startup_probe>("startupProbe", "Holds the other probes back until it succeeds."),
      field<&T::lifecycle>("lifecycle", "What is done when it starts and stops."),
      field<&T::termination_message_path>("terminationMessagePath", "File whose text becomes the status message."),
      field<&T::termination_message_policy>("terminationMessagePolicy",
                                            "Whether the log's end serves when that file is empty.")
          .one_of("FallbackToLogsOnError|File"),
      field<&T::image_pull_policy>("imagePullPolicy", "When the image is pulled.").one_of("Always|IfNotPresent|Never"),
      field<&T::security_context>("securityContext", "What its processes may do."),
      field<&T::stdin>("stdin", "Keeps standard input open."),
      field<&T::stdin_once>("stdinOnce", "Closes standard input after the first session."),
      field<&T::tty>("tty", "Gives it a terminal."),
      field<&T::target_container_name>("targetContainerName", "Container whose namespaces it joins."),
  };
  static const Struct table{"io.k8s.api.core.v1.EphemeralContainer",
                            "A container added to a running pod for debugging.", fields};
  return table;
}

}  // namespace coracle::api::core::v1

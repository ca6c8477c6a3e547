#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/env.h"
#include "api/core/v1/probe.h"
#include "api/core/v1/resources.h"
#include "api/core/v1/security_context.h"
#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// A port a container listens on.
struct ContainerPort {
  std::string name;
  std::int32_t container_port = 0;
  std::optional<std::int32_t> host_port;
  std::string host_ip;
  std::string protocol;
};
const schema::Struct& describe(const ContainerPort*);

/// A set of exit codes.
struct ContainerRestartRuleOnExitCodes {
  std::string operator_;
  std::vector<std::int32_t> values;
};
const schema::Struct& describe(const ContainerRestartRuleOnExitCodes*);

/// What an exit code leads to.
struct ContainerRestartRule {
  std::string action;
  Box<ContainerRestartRuleOnExitCodes> exit_codes;
};
const schema::Struct& describe(const ContainerRestartRule*);

/// A block volume as a device in a container.
struct VolumeDevice {
  std::string name;
  std::string device_path;
};
const schema::Struct& describe(const VolumeDevice*);

/// A volume at a path in a container.
struct VolumeMount {
  std::string name;
  std::string mount_path;
  std::string sub_path;
  std::string sub_path_expr;
  std::optional<std::string> mount_propagation;
  bool read_only = false;
  std::optional<std::string> recursive_read_only;
};
const schema::Struct& describe(const VolumeMount*);

/// A container of a pod.
struct Container {
  std::string name;
  std::string image;
  std::vector<std::string> command;
  std::vector<std::string> args;
  std::string working_dir;
  std::vector<ContainerPort> ports;
  std::vector<EnvFromSource> env_from;
  std::vector<EnvVar> env;
  ResourceRequirements resources;
  std::vector<ContainerResizePolicy> resize_policy;
  std::string restart_policy;
  std::vector<ContainerRestartRule> restart_policy_rules;
  std::vector<VolumeMount> volume_mounts;
  std::vector<VolumeDevice> volume_devices;
  Box<Probe> liveness_probe;
  Box<Probe> readiness_probe;
  Box<Probe> startup_probe;
  Box<Lifecycle> lifecycle;
  std::string termination_message_path;
  std::string termination_message_policy;
  std::string image_pull_policy;
  Box<SecurityContext> security_context;
  bool stdin = false;
  bool stdin_once = false;
  bool tty = false;

  Container();
  ~Container();
  Container(const Container&);
  Container& operator=(const Container&);
  Container(Container&&) noexcept;
  Container& operator=(Container&&) noexcept;
};
const schema::Struct& describe(const Container*);

/// A container added to a running pod for debugging.
struct EphemeralContainer {
  std::string name;
  std::string image;
  std::vector<std::string> command;
  std::vector<std::string> args;
  std::string working_dir;
  std::vector<ContainerPort> ports;
  std::vector<EnvFromSource> env_from;
  std::vector<EnvVar> env;
  ResourceRequirements resources;
  std::vector<ContainerResizePolicy> resize_policy;
  std::string restart_policy;
  std::vector<ContainerRestartRule> restart_policy_rules;
  std::vector<VolumeMount> volume_mounts;
  std::vector<VolumeDevice> volume_devices;
  Box<Probe> liveness_probe;
  Box<Probe> readiness_probe;
  Box<Probe> startup_probe;
  Box<Lifecycle> lifecycle;
  std::string termination_message_path;
  std::string termination_message_policy;
  std::string image_pull_policy;
  Box<SecurityContext> security_context;
  bool stdin = false;
  bool stdin_once = false;
  bool tty = false;
  std::string target_container_name;

  EphemeralContainer();
  ~EphemeralContainer();
  EphemeralContainer(const EphemeralContainer&);
  EphemeralContainer& operator=(const EphemeralContainer&);
  EphemeralContainer(EphemeralContainer&&) noexcept;
  EphemeralContainer& operator=(EphemeralContainer&&) noexcept;
};
const schema::Struct& describe(const EphemeralContainer*);

}  // namespace coracle::api::core::v1

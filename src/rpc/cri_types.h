#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

/// What the Container Runtime Interface (runtime.v1) says about pods, containers and images, as plain values.
/// Members are named as in the published api.proto of k8s.io/cri-api, where each is described in full.
namespace coracle::rpc {

using StringMap = std::map<std::string, std::string>;

struct RuntimeVersion {
  std::string runtime_name;         ///< "containerd"
  std::string runtime_version;      ///< "v1.6.20"
  std::string runtime_api_version;  ///< "v1"
};
struct RuntimeCondition {
  std::string type;  ///< "RuntimeReady", "NetworkReady"
  bool status = false;
  std::string reason;
  std::string message;
};

enum class NamespaceMode { pod = 0, container = 1, node = 2, target = 3 };
struct NamespaceOption {
  NamespaceMode network = NamespaceMode::pod;
  NamespaceMode pid = NamespaceMode::container;
  NamespaceMode ipc = NamespaceMode::pod;
  std::string target_id;  ///< the container whose PID namespace is shared, for NamespaceMode::target
};
struct SELinuxOption {
  std::string user, role, type, level;
};
struct SecurityProfile {
  enum class Type { runtime_default = 0, unconfined = 1, localhost = 2 };
  Type type = Type::runtime_default;
  std::string localhost_ref;  ///< path or name of the profile, for Type::localhost
};
struct HugepageLimit {
  std::string page_size;  ///< "2MB"
  std::uint64_t limit = 0;
};
/// Zero means "not set" everywhere but in oom_score_adj.
struct LinuxContainerResources {
  std::int64_t cpu_period = 0;  ///< microseconds
  std::int64_t cpu_quota = 0;   ///< microseconds of CPU time in each period
  std::int64_t cpu_shares = 0;
  std::int64_t memory_limit_in_bytes = 0;
  std::int64_t oom_score_adj = 0;
  std::string cpuset_cpus;
  std::string cpuset_mems;
  std::vector<HugepageLimit> hugepage_limits;
  StringMap unified;  ///< cgroup v2 files and what to write into them
  std::int64_t memory_swap_limit_in_bytes = 0;
};

struct PodSandboxMetadata {
  std::string name;
  std::string uid;
  std::string namespace_;
  std::uint32_t attempt = 0;  ///< counts the sandboxes that one pod had
};
struct DnsConfig {
  std::vector<std::string> servers, searches, options;
};
enum class Protocol { tcp = 0, udp = 1, sctp = 2 };
struct PortMapping {
  Protocol protocol = Protocol::tcp;
  std::int32_t container_port = 0;
  std::int32_t host_port = 0;
  std::string host_ip;
};
struct SandboxSecurityContext {
  NamespaceOption namespaces;
  std::optional<SELinuxOption> selinux;
  std::optional<std::int64_t> run_as_user;
  std::optional<std::int64_t> run_as_group;
  bool readonly_rootfs = false;
  bool privileged = false;
  std::vector<std::int64_t> supplemental_groups;
  std::optional<SecurityProfile> seccomp;
  std::optional<SecurityProfile> apparmor;
};
struct PodSandboxConfig {
  PodSandboxMetadata metadata;
  std::string hostname;
  std::string log_directory;
  std::optional<DnsConfig> dns;  ///< absent: the host's resolv.conf
  std::vector<PortMapping> port_mappings;
  StringMap labels;
  StringMap annotations;
  std::string cgroup_parent;
  SandboxSecurityContext security;
  StringMap sysctls;
  std::optional<LinuxContainerResources> overhead;
  std::optional<LinuxContainerResources> resources;
};
enum class PodSandboxState { ready = 0, not_ready = 1 };
/// An item of a list, or a status; lists carry no addresses.
struct PodSandbox {
  std::string id;
  PodSandboxMetadata metadata;
  PodSandboxState state = PodSandboxState::not_ready;
  WallTime created_at{};
  std::vector<std::string> ips;  ///< the main one first; none in the host's network
  StringMap labels;
  StringMap annotations;
  std::string runtime_handler;
  StringMap info;  ///< the runtime's own words (JSON texts), when asked for
};

enum class MountPropagation { none = 0, host_to_container = 1, bidirectional = 2 };
struct Mount {
  std::string container_path;
  std::string host_path;
  bool readonly = false;
  bool selinux_relabel = false;
  MountPropagation propagation = MountPropagation::none;
};
struct Device {
  std::string container_path;
  std::string host_path;
  std::string permissions;  ///< of "rwm"
};
struct ContainerSecurityContext {
  std::vector<std::string> add_capabilities;  ///< without "CAP_"; "ALL" is all
  std::vector<std::string> drop_capabilities;
  bool privileged = false;
  NamespaceOption namespaces;
  std::optional<SELinuxOption> selinux;
  std::optional<std::int64_t> run_as_user;
  std::optional<std::int64_t> run_as_group;
  std::string run_as_username;
  bool readonly_rootfs = false;
  std::vector<std::int64_t> supplemental_groups;
  bool no_new_privs = false;
  std::vector<std::string> masked_paths;
  std::vector<std::string> readonly_paths;
  std::optional<SecurityProfile> seccomp;
  std::optional<SecurityProfile> apparmor;
};
struct EnvVar {
  std::string key;
  std::string value;
};
struct ContainerConfig {
  std::string name;
  std::uint32_t attempt = 0;
  std::string image;                 ///< what pull_image() or image_status() returned, or a name
  std::string user_specified_image;  ///< as the pod's author wrote it
  std::vector<std::string> command;
  std::vector<std::string> args;
  std::string working_dir;
  std::vector<EnvVar> envs;
  std::vector<Mount> mounts;
  std::vector<Device> devices;
  StringMap labels;
  StringMap annotations;
  std::string log_path;  ///< below the sandbox's log_directory
  bool stdin_open = false;
  bool stdin_once = false;
  bool tty = false;
  LinuxContainerResources resources;
  ContainerSecurityContext security;
};
enum class ContainerState { created = 0, running = 1, exited = 2, unknown = 3 };
/// An item of a list, or a status. Lists carry neither times but created_at, nor exit code, reason, message, log_path.
struct Container {
  std::string id;
  std::string pod_sandbox_id;  ///< of list items only
  std::string name;
  std::uint32_t attempt = 0;
  ContainerState state = ContainerState::unknown;
  WallTime created_at{};
  WallTime started_at{};   ///< 1970 when it has not happened
  WallTime finished_at{};  ///< likewise
  std::int32_t exit_code = 0;
  std::string image;
  std::string image_ref;
  std::string reason;  ///< "Completed", "Error", "OOMKilled"
  std::string message;
  StringMap labels;
  StringMap annotations;
  std::vector<Mount> mounts;
  std::string log_path;  ///< absolute
  StringMap info;        ///< the runtime's own words (JSON texts), when asked for
};

}  // namespace coracle::rpc

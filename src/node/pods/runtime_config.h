#pragma once
// From a pod's spec to what the container runtime is asked for. Pure.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/pod.h"
#include "node/machine/machine.h"
#include "rpc/cri.h"
#include "rpc/device_plugin.h"

namespace coracle::node::pods {

/// Labels and annotations by which pods and containers are known again after a restart of ours; the kubelet's names.
namespace mark {
inline constexpr const char* pod_name = "io.kubernetes.pod.name";
inline constexpr const char* pod_namespace = "io.kubernetes.pod.namespace";
inline constexpr const char* pod_uid = "io.kubernetes.pod.uid";
inline constexpr const char* container_name = "io.kubernetes.container.name";
inline constexpr const char* container_hash = "io.kubernetes.container.hash";
inline constexpr const char* restart_count = "io.kubernetes.container.restartCount";
inline constexpr const char* message_path = "io.kubernetes.container.terminationMessagePath";
inline constexpr const char* message_policy = "io.kubernetes.container.terminationMessagePolicy";
inline constexpr const char* grace_period = "io.kubernetes.pod.terminationGracePeriod";
/// Ours: which node agent made it, so that on a shared runtime we end only our own orphans.
inline constexpr const char* node = "coracle.dev/node";
}  // namespace mark

struct SandboxContext {
  std::string node_name;
  std::string log_directory;
  std::string cgroup_parent;
  Resolver resolver;           ///< of the host, for the policies Default and ClusterFirst
  std::string seccomp_folder;  ///< of Localhost profiles
  std::uint32_t attempt = 0;
};
rpc::PodSandboxConfig sandbox_config(const api::core::v1::Pod& pod, const SandboxContext& context);

struct ContainerContext {
  rpc::Image image;
  std::uint32_t attempt = 0;
  std::string log_path;  ///< below the sandbox's log directory
  rpc::StringMap environment;
  std::vector<rpc::Mount> mounts;
  rpc::Allocation devices;
  std::string seccomp_folder;
  std::int64_t machine_memory = 0;
};
/// Throws Error with the text of CreateContainerConfigError.
rpc::ContainerConfig container_config(const api::core::v1::Pod& pod, const api::core::v1::Container& container,
                                      const ContainerContext& context);

}  // namespace coracle::node::pods

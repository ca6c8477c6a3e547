#pragma once
// The parts the pod is put together from, a concern a file. Only for this folder.
#include <optional>
#include <string>
#include <string_view>

#include "virt/controller/launcher_pod/launcher_pod.h"

namespace coracle::virt::controller::launcher_pod {

namespace core = api::core::v1;
namespace kubevirt = api::kubevirt::v1;

/// The user and group that everything in the pod runs as.
inline constexpr std::int64_t launcher_user = 107;

struct Input {
  const kubevirt::VirtualMachineInstance& vmi;
  const shared::ClusterConfig& config;
  const Surroundings& surroundings;
};

// metadata.cpp
api::meta::v1::ObjectMeta metadata(const Input& input);
// placement.cpp
std::map<std::string, std::string> node_selector(const Input& input);
Box<core::Affinity> affinity(const Input& input);
// resources.cpp
core::ResourceRequirements compute_resources(const Input& input);
/// Of a container beside the guest's: the cluster's setting for the kind, else these.
core::ResourceRequirements support_resources(const Input& input, std::string_view kind,
                                             core::ResourceRequirements usual);
// compute.cpp
core::Container compute_container(const Input& input);
// container_disks.cpp
/// Adds what brings the disks of container images to the launcher.
void add_container_disks(const Input& input, core::PodSpec& pod);
// console_log.cpp
bool logs_console(const Input& input);
core::Container console_log_container(const Input& input);
// volumes.cpp
/// Adds the pod's own directories and those of the instance's volumes that the compute container reads.
void add_volumes(const Input& input, core::PodSpec& pod, core::Container& compute);
// unsupported.cpp
/// What this instance asks for and no pod of ours carries yet; none when all is well.
std::optional<std::string> unsupported(const kubevirt::VirtualMachineInstanceSpec& spec);

/// uid 107, no privilege to gain, no capabilities.
Box<core::SecurityContext> bare_context();
core::VolumeMount mount(std::string_view volume, std::string_view path);

}  // namespace coracle::virt::controller::launcher_pod

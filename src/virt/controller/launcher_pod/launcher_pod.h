#pragma once
// The pod that carries a guest: from a VirtualMachineInstance to a Pod, by rules alone. Names, arguments and mounts are
// KubeVirt's, as its tools and our virt-handler expect them; where Coracle's pod differs, ARCHITECTURE.md and the
// decisions on memory and container disks say why.
#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "api/core/v1/pod.h"
#include "api/kubevirt/v1/virtual_machine_instance.h"
#include "base/result.h"
#include "virt/shared/cluster_config.h"

namespace coracle::virt::controller::launcher_pod {

/// The image every program of the pod comes from, disks aside.
struct LauncherImage {
  std::string name;
  std::vector<api::core::v1::LocalObjectReference> pull_secrets;
};

/// What the pod depends on beside the instance and the cluster's settings.
struct Surroundings {
  LauncherImage launcher;
  /// Claims, by name, that are block devices; all others are filesystems with a disk.img.
  std::set<std::string> block_claims;
  /// How long the launcher waits for QEMU to appear: 240 s, and up to two minutes more so that not all give up at once.
  std::chrono::seconds qemu_timeout{240};
};

/// The pod, without a name: the API server makes one from metadata.generateName. An instance that asks for what
/// Coracle's pods cannot carry yet is Reason::invalid, and the message says what.
Result<api::core::v1::Pod> render(const api::kubevirt::v1::VirtualMachineInstance& vmi,
                                  const shared::ClusterConfig& config, const Surroundings& surroundings);

/// Host name of the guest as a label allows it: spec.hostname, else the name up to its first dot; at most 63
/// characters, not ending in '-'.
std::string guest_hostname(const api::kubevirt::v1::VirtualMachineInstance& vmi);

/// Value of label vmi.kubevirt.io/id: the name, or when that is longer than 63 characters its first 54, '-' and 8
/// hexadecimal digits of its SHA-1.
std::string vmi_id(std::string_view name);

}  // namespace coracle::virt::controller::launcher_pod

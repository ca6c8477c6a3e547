#pragma once
#include "api/core/v1/pod.h"
#include "api/kubevirt/v1/virtual_machine_instance.h"
#include "virt/shared/cluster_config.h"
#include "virt/shared/launcher_protocol.h"

namespace coracle::virt::handler {

/// Whether the launcher's pod was given /dev/kvm; by what it asks for, since the cluster's switch may have changed.
bool has_kvm(const api::core::v1::Pod& pod);
bool has_vhost_net(const api::core::v1::Pod& pod);

/// What the cluster's settings and the node add to an instance; without its interfaces.
shared::LauncherOptions launcher_options(const api::kubevirt::v1::VirtualMachineInstance& vmi,
                                         const api::core::v1::Pod& pod, const shared::ClusterConfig& config);

}  // namespace coracle::virt::handler

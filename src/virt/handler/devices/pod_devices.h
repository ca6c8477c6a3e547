#pragma once
#include <string>
#include <vector>

#include "virt/handler/launcher_link/pod_process.h"

namespace coracle::virt::handler {

/// Gives devices that the device plugins put into a pod to the user that QEMU runs as: a container's device nodes have
/// the host's owner and mode, and on many hosts /dev/kvm and /dev/net/tun are root's alone. `names` are below /dev
/// ("kvm", "net/tun"). Only a node of the same device as the host's counts, and never the host's own.
/// Throws Error, not_found when the pod has no such device.
void give_devices(const PodProcess& process, const std::vector<std::string>& names);

}  // namespace coracle::virt::handler

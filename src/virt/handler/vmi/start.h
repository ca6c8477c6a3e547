#pragma once
#include "api/core/v1/pod.h"
#include "proc/namespaces.h"
#include "virt/handler/launcher_link/launcher_link.h"
#include "virt/shared/cluster_config.h"

namespace coracle::virt::handler {

/// All that a start needs; owned by it, since it may outlive who asked for it.
struct StartWork {
  std::shared_ptr<LauncherLink> link;
  PodProcess process;
  std::shared_ptr<const api::kubevirt::v1::VirtualMachineInstance> vmi;
  std::shared_ptr<const api::core::v1::Pod> pod;
  shared::ClusterConfig config;
  shared::HostPaths paths;
  proc::Helper helper;
};

/// Prepares what needs privilege: devices, the pod's network. Idempotent: after a crash half-way all of it is done
/// again. Throws Error with the reason for people.
Task<std::vector<shared::PreparedInterface>> prepare_guest(StartWork work);
/// Has the launcher start the guest with what was prepared; nothing when it runs already. Throws in the same way.
Task<> start_guest(StartWork work, std::vector<shared::PreparedInterface> prepared);

/// Addresses of the pod, the first first.
std::vector<std::string> pod_addresses(const api::core::v1::Pod& pod);
/// "none" on a host without SELinux.
std::string selinux_context_of(const PodProcess& process);

}  // namespace coracle::virt::handler

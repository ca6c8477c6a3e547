#pragma once
#include <string>

#include "base/log.h"
#include "base/loop.h"
#include "virt/launcher/libvirt/daemon.h"

namespace coracle::virt::launcher {

/// Where the node probe finds things; tests have their own.
struct NodeProbeConfig {
  std::string folder;   ///< what virt-handler reads; made when it is not there
  std::string scratch;  ///< an empty folder for libvirt's sockets and cache, at most 60 characters long
  std::string emulator = "/usr/bin/qemu-system-x86_64";
  std::string program;  ///< libvirtd; empty: the one that is there
  bool kvm = false;     ///< ask for KVM's capabilities, else for those of emulation
};

/// `virt-launcher --node-probe DIR`: asks libvirt and QEMU of this image what this node can do and leaves it in DIR as
/// files of the names that KubeVirt's node labeller uses, and, below libvirt-cache, what spares each launcher the same
/// questions (capabilities_cache.h). Files appear whole; the last one is written when all others are there.
///   capabilities.xml            virsh capabilities
///   virsh_domcapabilities.xml   virsh domcapabilities of q35
///   supported_features.xml      the host's CPU with each feature written out
Task<> probe_node(Loop& loop, NodeProbeConfig config, Log log);

}  // namespace coracle::virt::launcher

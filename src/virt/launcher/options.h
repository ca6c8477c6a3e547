#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace coracle::virt::launcher {

/// The command line that virt-controller renders for the compute container, with the environment that goes with it. All
/// flags of KubeVirt's virt-launcher are taken; README.md says which change nothing here.
struct RunOptions {
  std::string name, uid, namespace_;                                     ///< of the instance
  std::string share_dir = "/var/run/kubevirt";                           ///< the launcher's socket is below it
  std::string private_dir = "/var/run/kubevirt-private";                 ///< QEMU's sockets, our own state
  std::string ephemeral_disk_dir = "/var/run/kubevirt-ephemeral-disks";  ///< what the guest writes
  std::string container_disk_dir = "/var/run/kubevirt/container-disks";  ///< sockets of container disks
  std::string node_cache = "/run/coracle/libvirt-cache";                 ///< capabilities_cache.h
  std::chrono::seconds qemu_timeout = std::chrono::seconds(240);         ///< to be asked for a guest
  std::chrono::seconds grace_period = std::chrono::seconds(45);          ///< of the guest, from SIGTERM on
  std::uint64_t disk_memory_limit = 2'097'152'000;                       ///< of tools that read a disk's image
  std::string hypervisor = "kvm";
  std::string libvirt_log_filters;
  unsigned hook_sidecars = 0;
  unsigned verbosity = 2;
  bool simulate_crash = false;
  bool image_volume = false;
  // XDG_RUNTIME_DIR, XDG_CONFIG_HOME, XDG_CACHE_HOME
  std::string runtime_dir = "/var/run";
  std::string config_dir = "/var/run/kubevirt-private";
  std::string cache_dir = "/var/run/kubevirt-private";

  /// <private_dir>/<uid>: the serial console's and VNC's sockets, the console's log.
  std::string instance_dir() const { return private_dir + "/" + uid; }
};

/// The flags, without the program's name: "--name vm" and "--name=vm" alike. An error names the flag.
Result<RunOptions> parse_run_options(const std::vector<std::string>& arguments);
/// What the environment says, over what the flags left.
void take_environment(RunOptions& options);

}  // namespace coracle::virt::launcher

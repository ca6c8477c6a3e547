#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "api/kubevirt/v1/virtual_machine_instance.h"
#include "base/result.h"

namespace coracle::virt::launcher::domain {

/// A disk image as the launcher has prepared it.
struct DiskSource {
  std::string path;
  std::string format = "raw";  ///< raw or qcow2
  std::string fd_group{};      ///< the name given to Libvirt::associate, or empty
  bool block = false;          ///< a block device
  bool direct_io = true;       ///< the file system takes O_DIRECT: the host does not cache
  /// The image under a qcow2 overlay.
  struct Backing {
    std::string path;
    std::string format = "raw";
    std::string fd_group;  ///< the name given to Libvirt::associate, or empty
    bool operator==(const Backing&) const = default;
  };
  std::optional<Backing> backing;
  /// Units of what the image lies on; looked up only for a disk that asks for them.
  struct BlockSizes {
    std::uint32_t logical = 512;
    std::uint32_t physical = 512;
    bool operator==(const BlockSizes&) const = default;
  };
  std::optional<BlockSizes> block_sizes{};
};

/// The pod's side of a guest interface.
struct InterfaceTarget {
  std::string tap = "tap0";
  std::string mac;
  std::uint32_t mtu = 1500;
};

/// All that a domain is made of. Everything that had to be looked up on the node is in here; nothing is defaulted: that
/// is virt-api's.
struct Input {
  const api::kubevirt::v1::VirtualMachineInstance& vmi;
  bool kvm = false;  ///< else the guest is emulated
  std::string emulator = "/usr/bin/qemu-system-x86_64";
  std::string private_folder{};  ///< /var/run/kubevirt-private/<uid of the instance>
  std::string smbios_manufacturer = "KubeVirt";
  std::string smbios_product = "None";
  std::string smbios_family = "KubeVirt";
  std::string smbios_version{};
  std::string smbios_sku{};
  unsigned balloon_stats_period = 10;  ///< seconds; 0 for none
  bool free_page_reporting = true;
  bool log_serial_console = true;
  std::map<std::string, DiskSource> disks{};            ///< by the volume's name
  std::map<std::string, InterfaceTarget> interfaces{};  ///< by the interface's name
};

/// "<namespace>_<name>", libvirt's name of the instance's domain.
std::string domain_name(const api::kubevirt::v1::VirtualMachineInstance& vmi);

/// libvirt's XML of the instance. An error names the field that asks for what is not built, or is not prepared.
/// https://libvirt.org/formatdomain.html
Result<std::string> build(const Input& input);

}  // namespace coracle::virt::launcher::domain

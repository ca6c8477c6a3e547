#pragma once
// Where the product's components find each other's files and sockets: on the host, and inside a launcher pod.
// Tools and manifests written for KubeVirt rely on these names. Change none of them alone.
#include <string>
#include <string_view>

namespace coracle::virt::shared {

/// Inside the launcher pod, the same in all of its containers.
namespace pod_path {
inline constexpr std::string_view private_dir = "/var/run/kubevirt-private";
inline constexpr std::string_view share_dir = "/var/run/kubevirt";
inline constexpr std::string_view sockets = "/var/run/kubevirt/sockets";
inline constexpr std::string_view container_disks = "/var/run/kubevirt/container-disks";
inline constexpr std::string_view hotplug_disks = "/var/run/kubevirt/hotplug-disks";
inline constexpr std::string_view ephemeral_disks = "/var/run/kubevirt-ephemeral-disks";
inline constexpr std::string_view container_disk_data = "/var/run/kubevirt-ephemeral-disks/container-disk-data";
inline constexpr std::string_view libvirt_runtime = "/var/run/libvirt";
inline constexpr std::string_view libvirt_cache = "/run/coracle/libvirt-cache";
inline constexpr std::string_view runtime_dir = "/var/run";
inline constexpr std::string_view claim_disks = "/var/run/kubevirt-private/vmi-disks";
inline constexpr std::string_view config_map_sources = "/var/run/kubevirt-private/config-map";
inline constexpr std::string_view config_map_disks = "/var/run/kubevirt-private/config-map-disks";
inline constexpr std::string_view secret_sources = "/var/run/kubevirt-private/secret";
inline constexpr std::string_view secret_disks = "/var/run/kubevirt-private/secret-disks";
inline constexpr std::string_view downward_api_sources = "/var/run/kubevirt-private/downwardapi";
inline constexpr std::string_view downward_api_disks = "/var/run/kubevirt-private/downwardapi-disks";
inline constexpr std::string_view sysprep_sources = "/var/run/kubevirt-private/sysprep";
inline constexpr std::string_view sysprep_disks = "/var/run/kubevirt-private/sysprep-disks";
inline constexpr std::string_view service_account_disk = "/var/run/kubevirt-private/service-account-disk";
inline constexpr std::string_view ovmf = "/usr/share/edk2/ovmf";
/// The launcher's socket within `sockets`; its appearance says that the launcher answers.
inline constexpr std::string_view launcher_socket = "launcher-sock";
inline constexpr std::string_view launcher_unresponsive = "launcher-unresponsive";

/// What QEMU writes of the serial console of the instance of this uid.
std::string serial_console_log(std::string_view uid);

/// Directory of the container disks' sockets, and where the disk at `index` of spec.volumes answers (".sock" is added
/// by the program that serves it).
std::string container_disk_folder(std::string_view uid);
std::string container_disk(std::string_view uid, std::size_t index);

/// A claim's disk: a file of a mounted filesystem, or a device.
std::string claim_folder(std::string_view volume);
std::string claim_device(std::string_view volume);
}  // namespace pod_path

/// Folders of virt-handler on the host. `root` is empty but where a whole cluster lives below a directory (--root).
class HostPaths {
 public:
  explicit HostPaths(std::string root = {}) : root_(std::move(root)) {}

  std::string share_dir() const { return root_ + "/var/run/kubevirt"; }
  std::string private_dir() const { return root_ + "/var/run/kubevirt-private"; }
  std::string ghost_records() const { return private_dir() + "/ghost-records"; }
  std::string network_info_cache() const { return private_dir() + "/network-info-cache"; }
  std::string node_labeller() const { return root_ + "/var/lib/kubevirt-node-labeller"; }
  std::string kubelet() const { return root_ + "/var/lib/kubelet"; }
  std::string kubelet_pods() const { return kubelet() + "/pods"; }
  std::string device_plugins() const { return kubelet() + "/device-plugins"; }
  /// Folder of a pod's emptyDir volume.
  std::string empty_dir(std::string_view pod_uid, std::string_view volume) const;

 private:
  std::string root_;
};

}  // namespace coracle::virt::shared

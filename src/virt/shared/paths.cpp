#include "virt/shared/paths.h"

#include <fmt/core.h>

namespace coracle::virt::shared {
namespace pod_path {

std::string serial_console_log(std::string_view uid) { return fmt::format("{}/{}/virt-serial0-log", private_dir, uid); }

std::string container_disk_folder(std::string_view uid) { return fmt::format("{}/{}", container_disk_data, uid); }
std::string container_disk(std::string_view uid, std::size_t index) {
  return fmt::format("{}/{}/disk_{}", container_disk_data, uid, index);
}

std::string claim_folder(std::string_view volume) { return fmt::format("{}/{}", claim_disks, volume); }
std::string claim_device(std::string_view volume) { return fmt::format("/dev/{}", volume); }

}  // namespace pod_path

std::string HostPaths::empty_dir(std::string_view pod_uid, std::string_view volume) const {
  return fmt::format("{}/{}/volumes/kubernetes.io~empty-dir/{}", kubelet_pods(), pod_uid, volume);
}

}  // namespace coracle::virt::shared

#include "virt/handler/devices/pod_devices.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.h"

namespace coracle::virt::handler {

namespace giving {
namespace {

constexpr uid_t qemu = 107;

struct stat status_of(int node, const std::string& name) {
  struct stat status {};
  if (::fstat(node, &status) != 0) throw system_error(errno, "device " + name);
  return status;
}

void give(int pod_devices, int host_devices, const std::string& name) {
  // O_PATH: a device is never opened for what it does.
  const auto node = open_beneath(pod_devices, name, O_PATH);
  const auto there = status_of(node.get(), name);
  const auto here = status_of(open_beneath(host_devices, name, O_PATH).get(), name);
  if (!S_ISCHR(there.st_mode) || there.st_rdev != here.st_rdev)
    throw Error(Reason::forbidden, "device " + name + " of the pod is not the host's device");
  if (there.st_uid == qemu) return;
  if (there.st_dev == here.st_dev && there.st_ino == here.st_ino) {
    // Bound in from the host: then its owner is the host's affair.
    return;
  }
  if (::fchownat(node.get(), "", qemu, qemu, AT_EMPTY_PATH) != 0) throw system_error(errno, "give device " + name);
}

}  // namespace
}  // namespace giving

void give_devices(const PodProcess& process, const std::vector<std::string>& names) {
  const auto root = root_of(process);
  const auto pod_devices = open_beneath(root.get(), "dev", O_PATH | O_DIRECTORY);
  const auto host_devices = open_directory("/dev");
  for (const auto& name : names) giving::give(pod_devices.get(), host_devices.get(), name);
}

}  // namespace coracle::virt::handler

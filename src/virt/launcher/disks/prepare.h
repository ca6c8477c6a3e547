#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "api/kubevirt/v1/virtual_machine_instance.h"
#include "base/files.h"
#include "base/task.h"
#include "virt/launcher/domain/domain.h"
#include "virt/launcher/options.h"

namespace coracle::virt::launcher::disks {

/// Where disks come from and go to in this pod; paths.h has the names.
struct DiskPlaces {
  std::string container_disks;  ///< sockets of container disks
  std::string ephemeral;        ///< what the guest writes
  std::string private_dir;      ///< mounted sources, claims, discs made of them
  std::string service_account = "/var/run/secrets/kubernetes.io/serviceaccount";
  bool image_volumes = false;  ///< container disks are mounted images, not containers
};
DiskPlaces disk_places(const RunOptions& options);

/// A file that libvirt gets by its descriptor: QEMU never opens it by a name that somebody could have changed.
struct GivenFile {
  std::string group;
  Fd file;
};

struct Prepared {
  std::map<std::string, domain::DiskSource> disks;  ///< by the volume's name
  std::vector<GivenFile> files;
};

/// Makes every volume that a disk of the instance names ready for QEMU; what a former attempt has left is replaced.
/// Throws Error that names the volume: invalid for what is wrong or not built yet, timeout for a container disk that
/// does not answer within 10 s.
Task<Prepared> prepare(std::shared_ptr<const api::kubevirt::v1::VirtualMachineInstance> vmi, DiskPlaces places);

}  // namespace coracle::virt::launcher::disks

#pragma once
#include <string>
#include <vector>

#include "api/kubevirt/v1/virtual_machine_instance.h"
#include "virt/launcher/seed/iso9660.h"

namespace coracle::virt::launcher::disks {

/// The guest's own name: spec.hostname, else the instance's name up to its first dot; at most 63 characters.
std::string host_name_of(const api::kubevirt::v1::VirtualMachineInstance& vmi);

/// What a NoCloud disk says, besides what the instance's name says.
struct CloudInitTexts {
  std::string user_data;
  std::string network_data;              ///< empty: no such file
  std::vector<std::string> public_keys;  ///< one line each
};

/// The files of a disc labelled cidata.
/// https://docs.cloud-init.io/en/latest/reference/datasources/nocloud.html
std::vector<seed::IsoFile> no_cloud_files(const api::kubevirt::v1::VirtualMachineInstance& vmi,
                                          const CloudInitTexts& texts);

/// The texts of the source: written in it, in base64, or in the Secret's mounted files below `secrets`/<volume>.
/// Throws Error(invalid) where they are none.
CloudInitTexts no_cloud_texts(const api::kubevirt::v1::VirtualMachineInstance& vmi,
                              const api::kubevirt::v1::Volume& volume, const std::string& secrets);

}  // namespace coracle::virt::launcher::disks

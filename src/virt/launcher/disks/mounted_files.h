#pragma once
#include <optional>
#include <string>
#include <vector>

#include "virt/launcher/seed/iso9660.h"

namespace coracle::virt::launcher::disks {

/// The files of a mounted ConfigMap, Secret or projected volume, sorted by name. A kubelet puts them into a folder that
/// the link ..data names and links them into the volume's own; other links are not followed. At most 1000 files of 4
/// MiB.
std::vector<seed::IsoFile> mounted_files(const std::string& folder);

/// The content of the first of these names that is a regular file in the folder: a kubelet mounts an absent entry of a
/// Secret as an empty folder. Nothing when there is none.
std::optional<std::string> first_file(const std::string& folder, const std::vector<std::string>& names);

}  // namespace coracle::virt::launcher::disks

#pragma once
#include <sys/types.h>
#include <string>

#include "base/files.h"

namespace coracle::node {

/// Makes what is missing of a path that we or an administrator chose (links are followed) and opens it. Only what is
/// made gets the mode.
Fd make_folder(const std::string& path, mode_t mode = 0755);
/// Makes the folder a mount point of its own that shares mounts with containers (MS_SHARED), unless it lies on one.
/// True when a mount was made.
bool make_shared_mount(const std::string& path);
/// Unmounts what is at the path or below it, the deepest first. False when something stays.
bool unmount_below(const std::string& path);
/// Mount points at or below the path, in the order of /proc/self/mountinfo.
std::vector<std::string> mounts_below(const std::string& path);

}  // namespace coracle::node

#pragma once
#include <string>

#include "base/files.h"
#include "base/task.h"
#include "base/time.h"

namespace coracle::virt::launcher::disks {

/// Has the disk image's open file handed over by cmd/container-disk, which listens on the socket `name` in the folder:
/// no link is followed, and only a process of this user or of root is believed. Waits for the socket until the limit.
/// Throws Error(timeout) when nobody answers, and Error(invalid) for what is not one readable regular file.
Task<Fd> receive_image(std::string folder, std::string name, Duration limit);

}  // namespace coracle::virt::launcher::disks

#pragma once
#include <sys/types.h>
#include <string>

#include "base/files.h"

namespace coracle::virt::handler {

/// Makes what is missing of a folder of ours on the host and opens it. Links on the way are followed: /var/run is one
/// on most machines, and only an administrator can put one there.
Fd make_host_folder(const std::string& path, mode_t mode = 0700);

}  // namespace coracle::virt::handler

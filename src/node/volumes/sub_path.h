#pragma once
#include <string>

#include "base/files.h"

namespace coracle::node::volumes {

/// Opens a path below a volume (O_PATH), making directories that are missing, for a container that wants only a part of
/// it. The kernel resolves it: links may lead about inside the volume, as those of configMap volumes do, never out of
/// it, whatever containers do to the volume meanwhile.
Fd open_sub_path(const std::string& volume, const std::string& sub_path);

/// Binds what is behind the descriptor over a file or directory of its kind at `place`, which is made when it is
/// missing. Done again, the old mount is replaced.
void pin_sub_path(int source, const std::string& pod_folder, const std::string& place);

}  // namespace coracle::node::volumes

#pragma once
#include <string>
#include <vector>

#include "cmd/coracle/layout.h"

namespace coracle::cmd {

/// Folders that a cluster fills and that may have been there before it: of the kubelet, of pod logs, of virt-handler.
std::vector<std::string> shared_folders(const Layout& layout);

/// Notes in the state which of them are not there yet, and so are ours to remove.
void note_missing_folders(const Layout& layout);
/// Those that were noted.
std::vector<std::string> own_folders(const Layout& layout);

}  // namespace coracle::cmd

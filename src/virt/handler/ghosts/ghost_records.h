#pragma once
#include <string>
#include <vector>

#include "schema/codec.h"
#include "virt/handler/launcher_link/launcher_link.h"
#include "virt/shared/paths.h"

namespace coracle::virt::handler {

/// A guest that was handed to a launcher of this node, kept on the host under ghost-records/<uid>: when its instance
/// vanishes from the API while virt-handler is away, the guest is found again, and ended.
struct GhostRecord {
  std::string name;
  std::string namespace_;
  std::string socket_file;
  std::string uid;
  std::string pod_uid;
};
const schema::Struct& describe(const GhostRecord*);

/// All that can be read.
std::vector<GhostRecord> read_ghosts(const shared::HostPaths& paths);
bool has_ghost(const shared::HostPaths& paths, const std::string& vmi_uid);
void write_ghost(const shared::HostPaths& paths, const LauncherPlace& place);
void remove_ghost(const shared::HostPaths& paths, const std::string& vmi_uid);

}  // namespace coracle::virt::handler

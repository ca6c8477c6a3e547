#pragma once
#include <map>
#include <string>
#include <vector>

#include "virt/shared/launcher_protocol.h"
#include "virt/shared/paths.h"

namespace coracle::virt::handler::network {

/// What was prepared, kept on the host: <network-info-cache>/<uid of the instance>/<interface>. A guest keeps its
/// hardware address across restarts of virt-handler. Files that cannot be read are as if they were not there.
std::vector<shared::PreparedInterface> read_records(const shared::HostPaths& paths, const std::string& vmi_uid);
void write_records(const shared::HostPaths& paths, const std::string& vmi_uid,
                   const std::vector<shared::PreparedInterface>& interfaces);
void remove_records(const shared::HostPaths& paths, const std::string& vmi_uid);

}  // namespace coracle::virt::handler::network

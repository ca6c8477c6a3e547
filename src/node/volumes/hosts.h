#pragma once
#include <string>
#include <vector>

#include "api/core/v1/pod.h"

namespace coracle::node::volumes {

/// /etc/hosts of a pod with addresses of its own, as the kubelet writes it.
std::string hosts_text(const std::vector<std::string>& ips, const std::string& hostname, const std::string& domain,
                       const std::vector<api::core::v1::HostAlias>& aliases);
/// The same for a pod in the host's network: the host's own file, then the aliases.
std::string host_network_hosts_text(std::string_view host_file, const std::vector<api::core::v1::HostAlias>& aliases);

}  // namespace coracle::node::volumes

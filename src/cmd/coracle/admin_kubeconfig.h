#pragma once
#include <string>

#include "base/time.h"

namespace coracle::cmd {

/// Whether a kubeconfig's text lets its user in to this server, with this authority, for a month from now at least.
bool admits_to(const std::string& kubeconfig, const std::string& server, const std::string& authority_pem,
               WallTime now = std::chrono::system_clock::now());

}  // namespace coracle::cmd

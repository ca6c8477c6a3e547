#pragma once
#include <vector>

#include "apiserver/auth/tokens.h"
#include "apiserver/registry.h"

namespace coracle::apiserver::builtin {

/// What the handlers of built-in subresources need. All of it outlives the registry.
struct Services {
  Store& store;
  const Tokens& tokens;
  /// Streams of a pod, answered by its node; empty where there is no node agent: 501 in words.
  SubresourceHandler pod_log = {};
  SubresourceHandler pod_exec = {};
  SubresourceHandler pod_attach = {};
  SubresourceHandler pod_port_forward = {};
};

/// Kubernetes' own kinds that this server serves: those that something here acts on. A kind without a controller is
/// left out, so that clients say they know no such kind in place of waiting for nothing.
std::vector<Resource> resources(const Services& services);

}  // namespace coracle::apiserver::builtin

#pragma once
// What a request asks for, taken apart and checked.
#include "base/result.h"
#include "net/http.h"
#include "node/kubelet_api/cri_log.h"

namespace coracle::node::kubelet_api {

/// follow, previous, timestamps, tailLines, limitBytes, sinceSeconds, sinceTime, stream. Errors are bad_request.
Result<LogOptions> log_options(const net::Target& target, WallTime now);

/// /exec/{ns}/{pod}[/{uid}]/{container} and the like.
struct PodPath {
  std::string ns, pod, uid, container;
};
/// Nothing when there are too few or too many parts. `with_container`: the last part names one.
std::optional<PodPath> pod_path(const net::Target& target, bool with_container);

}  // namespace coracle::node::kubelet_api

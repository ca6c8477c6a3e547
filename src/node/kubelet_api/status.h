#pragma once
// Which container of the runtime a request means, by the pod's status; errors are the kubelet's words.
#include <string>

#include "api/core/v1/pod.h"
#include "base/error.h"

namespace coracle::node::kubelet_api {

/// The runtime's id of "containerd://<id>"; the text itself when it has no scheme.
std::string runtime_id(const std::string& container_id);

/// The container whose log is shown: the running one, else the last that ended; with `previous` the one before. Throws
/// bad_request: `container "c" in pod "p" is waiting to start: ContainerCreating`.
std::string logged_container(const api::core::v1::Pod& pod, const std::string& container, bool previous);

/// The running container of that name. Throws internal_error: `container not found ("c")`.
std::string running_container(const api::core::v1::Pod& pod, const std::string& container);

bool has_container(const api::core::v1::Pod& pod, const std::string& container);

}  // namespace coracle::node::kubelet_api

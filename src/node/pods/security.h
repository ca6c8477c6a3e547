#pragma once
#include "api/core/v1/pod.h"
#include "rpc/cri.h"

namespace coracle::node::pods {

rpc::SandboxSecurityContext sandbox_security(const api::core::v1::Pod& pod, const std::string& seccomp_folder);

/// The container's settings over the pod's. Throws Error when it must not run as root but would, in the kubelet's
/// words.
rpc::ContainerSecurityContext container_security(const api::core::v1::Pod& pod,
                                                 const api::core::v1::Container& container, const rpc::Image& image,
                                                 const std::string& seccomp_folder);

}  // namespace coracle::node::pods

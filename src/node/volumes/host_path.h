#pragma once
#include <string>

namespace coracle::node::volumes {

/// Checks what a hostPath volume's type says of its path, and makes it for the ...OrCreate types. Throws
/// `hostPath type check failed: /x is not a directory`. Links are followed: the path is an administrator's.
/// https://kubernetes.io/docs/concepts/storage/volumes/#hostpath-volume-types
void check_host_path(const std::string& path, const std::string& type);

}  // namespace coracle::node::volumes

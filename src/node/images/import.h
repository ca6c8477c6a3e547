#pragma once
#include <string>
#include <vector>

#include "base/log.h"
#include "base/task.h"
#include "rpc/cri.h"

namespace coracle::node {

/// Puts the images of our own archives (OCI layouts in a tar) into containerd's namespace k8s.io, as
/// `ctr -n k8s.io images import` does. An archive whose image names the runtime has already, made of the same manifest,
/// is passed over. Throws Error naming the archive.
Task<> import_images(std::string containerd_socket, std::vector<std::string> archives, Log log);

/// What an archive says it holds: image names by manifest digest, from its index.json.
struct ArchiveImage {
  std::string name;
  std::string digest;
};
std::vector<ArchiveImage> images_of_archive(const std::string& path);

}  // namespace coracle::node

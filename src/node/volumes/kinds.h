#pragma once
// What kind a volume is, and where it lies.
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "api/core/v1/pod.h"
#include "node/paths.h"

namespace coracle::node::volumes {

enum class VolumeKind { empty_dir, config_map, secret, projected, downward_api, host_path, unsupported };

struct VolumeTraits {
  VolumeKind kind = VolumeKind::unsupported;
  std::string type;        ///< "configMap", as in the manifest
  std::string folder;      ///< "kubernetes.io~configmap"; empty where it is the host's
  bool in_memory = false;  ///< on a tmpfs of its own
  bool read_only = false;  ///< for containers, whatever they ask for
};
/// A volume without any source is an emptyDir, as the API's defaulting says.
VolumeTraits traits_of(const api::core::v1::Volume& volume);

/// The path on the host.
std::string volume_path(const Paths& paths, const std::string& pod_uid, const api::core::v1::Volume& volume);

/// The size of a tmpfs emptyDir: the least of its sizeLimit, the pod's memory limit and what the node has; 0: none is
/// known.
std::uint64_t memory_volume_size(const api::core::v1::Pod& pod, const schema::Quantity& size_limit,
                                 const std::map<std::string, schema::Quantity>& allocatable);

/// "2M" of the medium "HugePages-2Mi"; of "HugePages" when the pod uses one size. Throws Error(invalid) otherwise.
std::string huge_page_size(const api::core::v1::Pod& pod, const std::string& medium);

}  // namespace coracle::node::volumes

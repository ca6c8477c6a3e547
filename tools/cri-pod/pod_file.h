#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rpc/cri.h"

namespace coracle::cri_pod {

enum class PullPolicy { if_not_present, always, never };

struct PodContainer {
  rpc::ContainerConfig config;  ///< its image is the name as written
  PullPolicy pull = PullPolicy::if_not_present;
};
struct PodFolder {
  std::string path;  ///< an emptyDir on the host
  bool operator==(const PodFolder&) const = default;
};
/// A pod as its file describes it, in the runtime's terms.
struct PodFile {
  rpc::PodSandboxConfig sandbox;
  std::vector<PodContainer> containers;
  std::vector<PodFolder> folders;  ///< to be made before the containers
};

struct PodPlaces {
  std::string state;          ///< folder for logs and emptyDirs
  std::string cgroup_parent;  ///< the pod's cgroup is <this>/<uid>
  std::string uid;            ///< for a pod that has none
};

/// Where a pod's own files lie: <state>/<namespace>_<name>/{logs,volumes/<volume>}.
std::string pod_folder(const std::string& state, const std::string& namespace_, const std::string& name);

/// Reads a Pod in JSON: names, labels, annotations, hostname, hostNetwork, volumes (hostPath, emptyDir), security
/// contexts and containers with image, command, args, env, workingDir, volumeMounts and securityContext. Any other
/// field is an error that names it: what would be ignored is better refused.
Result<PodFile> read_pod_file(std::string_view text, const PodPlaces& places);

}  // namespace coracle::cri_pod

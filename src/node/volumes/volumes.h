#pragma once
// The files of a pod on the node: its volumes and what the kubelet itself mounts into containers. Paths are the
// kubelet's (https://kubernetes.io/docs/concepts/storage/volumes/):
//   <kubelet>/pods/<uid>/volumes/kubernetes.io~{empty-dir,configmap,secret,projected,downward-api}/<volume>
//   <kubelet>/pods/<uid>/volume-subpaths/<volume>/<container>/<n>   bind mounts of subPath
//   <kubelet>/pods/<uid>/etc-hosts, containers/<container>/<id>     hosts file, termination logs
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "api/core/v1/pod.h"
#include "base/log.h"
#include "base/scope.h"
#include "kube/client.h"
#include "node/paths.h"
#include "rpc/cri_types.h"

namespace coracle::node::volumes {

/// A pod as a cache holds it; `std::static_pointer_cast<const Pod>(seen.cached().decoded)` of a kube::Seen<Pod>.
using PodPointer = std::shared_ptr<const api::core::v1::Pod>;

/// What a container's mounts depend on besides the pod.
struct ContainerFacts {
  std::string name;                  ///< of the container: init, ordinary or ephemeral
  rpc::StringMap environment;        ///< as it will start with, for subPathExpr
  std::vector<std::string> pod_ips;  ///< for /etc/hosts, which is left out without one (but not in the host's network)
  std::string hostname;              ///< the pod's
  std::string domain;                ///< "<subdomain>.<namespace>.svc.cluster.local", or empty
};
struct ContainerMounts {
  std::vector<rpc::Mount> mounts;  ///< volumes in the order of volumeMounts, then /etc/hosts, then the termination log
  std::string termination_log;     ///< file on the host; empty when terminationMessagePath is
};

/// Of one loop; files are written on threads of its own, so the loop never waits for a disk.
class Volumes {
 public:
  /// `client` (as the node) outlives it.
  Volumes(Loop& loop, kube::Client& client, Paths paths, std::string node_name, Log log);
  ~Volumes();

  /// Keeps what prepared pods use current until cancelled: follows their ConfigMaps and Secrets, renews tokens at 80 %
  /// of their life. prepare() works only while it runs.
  Task<> run();

  /// What resourceFieldRef shows where a container has no limit. Amounts as in Node.status.allocatable.
  void set_allocatable(std::map<std::string, schema::Quantity> allocatable);
  /// Called (on the loop) when prepare() of that pod failed and what was missing has come or changed.
  void on_retry(std::function<void(const std::string& uid)> callback);

  /// Makes all volumes of the pod, or what is missing of them; also after a restart of ours, beneath running
  /// containers. Again with a newer pod it renews downwardAPI files. Throws after all were tried, with the text of the
  /// event FailedMount: `MountVolume.SetUp failed for volume "x" : secret "y" not found`.
  Task<> prepare(PodPointer pod);

  /// The pod changed: its downwardAPI files follow. For pods that were prepared.
  void update(PodPointer pod);

  /// After prepare(). Makes subPaths, the hosts file and an empty termination log. Throws the text of
  /// CreateContainerConfigError: `failed to prepare subPath for volumeMount "x" of container "c"`.
  Task<ContainerMounts> mounts(PodPointer pod, ContainerFacts facts);

  /// When no container of the pod runs any more: unmounts, and removes the pod's folder. conflict when something
  /// mounted there is still in use: try again. Nothing to do is a success.
  Task<> tear_down(std::string uid);
  /// Pods (uids) that have a folder and are not among `wanted`.
  Task<std::vector<std::string>> leftovers(std::set<std::string> wanted) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The first 4096 bytes of a termination log, as the kubelet shows them; empty when the file is gone.
std::string read_termination_log(const std::string& host_path);

}  // namespace coracle::node::volumes

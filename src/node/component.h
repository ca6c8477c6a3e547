#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/scope.h"
#include "net/certificates.h"
#include "net/http.h"
#include "node/paths.h"
#include "proc/namespaces.h"

namespace coracle::node {

struct Options {
  Paths paths;
  std::string name;        ///< of our Node: the host name in lower case
  std::string version;     ///< what status.nodeInfo says: "v1.36.2+coracle.0.1.0"
  std::string containerd;  ///< socket of a given containerd; empty: one of our own
  std::string containerd_program = "containerd";
  std::string pause_image;                ///< "localhost/coracle/pause:0.1.0"
  std::string cgroup_root = "/kubepods";  ///< "/coracle-<8 hex>/kubepods" with --root
  std::string bridge = "coracle0";
  std::string pod_cidr = "10.244.0.0/24";
  std::string pod_cidr_v6 = "fd00:10:244::/64";
  bool uplink = true;                  ///< masquerade what leaves the bridge; off in test clusters
  std::uint16_t kubelet_port = 10250;  ///< on 127.0.0.1; 0: a free one
  net::Identity kubelet_identity;      ///< of the kubelet's API
  std::string client_ca_pem;           ///< who may sign its one client, CN kube-apiserver-kubelet-client
  proc::Helper helper;
  /// Our own images (images/<name>.tar of a build): in the runtime before the Node is Ready.
  std::vector<std::string> image_archives;
  std::uint16_t mirror_port = 0;  ///< of the offline mirror, on 127.0.0.1; 0: a free one
};

/// The kubelet's job on one machine: registers the Node, runs its pods on containerd. Of one loop.
class Component {
 public:
  /// `api` (as system:node:<name>) outlives it.
  Component(Loop& loop, net::RoundTrip& api, Options options, Log log);
  ~Component();
  /// Works until cancelled; pods go on running then.
  Task<> run();
  /// Waits until the Node is Ready.
  Task<> ready();
  /// For `coracle down`, while run() goes on: ends all pods within their grace periods, then containerd, its mounts,
  /// links and tables. Cancel run() afterwards.
  Task<> shut_down();
  /// Shows a new certificate of the kubelet's API from the next handshake on.
  void replace_identity(net::Identity identity);
  /// Where the kubelet's API listens on 127.0.0.1; 0 before run() has begun to serve it.
  std::uint16_t kubelet_port() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace coracle::node

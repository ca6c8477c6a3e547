#pragma once
// Where the node agent keeps things on the host. `root` is empty but where a whole cluster lives below a directory
// (--root); the container runtime's files move with it.
#include <string>
#include <string_view>

namespace coracle::node {

class Paths {
 public:
  explicit Paths(std::string root = {}) : root_(std::move(root)) {}

  const std::string& root() const { return root_; }
  std::string state() const { return root_ + "/var/lib/coracle"; }
  std::string containerd_state() const { return state() + "/containerd"; }
  std::string images() const { return state() + "/images"; }
  std::string run() const { return root_ + "/run/coracle"; }
  std::string containerd_socket() const { return run() + "/containerd.sock"; }
  std::string kubelet() const { return root_ + "/var/lib/kubelet"; }
  std::string pods() const { return kubelet() + "/pods"; }
  std::string pod(std::string_view uid) const { return pods() + "/" + std::string(uid); }
  std::string device_plugins() const { return kubelet() + "/device-plugins"; }
  std::string pod_logs() const { return root_ + "/var/log/pods"; }

 private:
  std::string root_;
};

}  // namespace coracle::node

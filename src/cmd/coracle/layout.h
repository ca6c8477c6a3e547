#pragma once
#include <string>

#include "node/paths.h"
#include "virt/shared/paths.h"

namespace coracle::cmd {

/// Where one cluster keeps everything; `root` is empty for the machine's own.
class Layout {
 public:
  /// An absolute path, with or without a slash at its end; "/" is the same as empty.
  explicit Layout(std::string root);

  const std::string& root() const { return root_; }
  node::Paths node() const { return node::Paths(root_); }
  virt::shared::HostPaths handler() const { return virt::shared::HostPaths(root_); }

  std::string state() const { return node().state(); }
  std::string run() const { return node().run(); }
  /// Held by the one process that runs the cluster, whose number it holds.
  std::string lock() const { return run() + "/lock"; }
  std::string control_socket() const { return run() + "/control.sock"; }
  /// What a detached one says.
  std::string log() const { return state() + "/coracle.log"; }
  std::string settings() const { return root_ + "/etc/coracle"; }
  std::string admin_kubeconfig() const { return settings() + "/admin.kubeconfig"; }
  /// "/kubepods", or "/coracle-<8 hex of the root>/kubepods".
  std::string cgroup() const;
  /// Where the node agent keeps containerd and its shims: "/coracle/containerd", "/coracle-<8 hex>/containerd".
  std::string containerd_cgroup() const;
  /// How a user names it: "" or " --root DIR", for commands to copy.
  std::string flag() const { return root_.empty() ? "" : " --root " + root_; }

 private:
  std::string root_;
};

}  // namespace coracle::cmd

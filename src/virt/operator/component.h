#pragma once
#include <memory>
#include <string>

#include "base/log.h"
#include "base/scope.h"
#include "net/http.h"

namespace coracle::virt::operator_ {

struct Options {
  std::string launcher_image;
  /// auto: useEmulation follows the nodes' annotation coracle.dev/kvm unless a user has set it.
  bool emulation_auto = false;
  /// The components run elsewhere in this process (`coracle up`): no Deployments and no DaemonSet are made, and each
  /// node's probe runs as a pod. False is the cluster's form.
  bool components_in_process = true;
  std::string node_labeller_path = "/var/lib/kubevirt-node-labeller";  ///< on the host, for the probe's pod
};

/// virt-operator: installs the product and keeps it installed, as one client of the API. Of one loop.
class Component {
 public:
  /// `api` outlives it.
  Component(Loop& loop, net::RoundTrip& api, Options options, Log log);
  ~Component();
  /// Works until cancelled.
  Task<> run();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace coracle::virt::operator_

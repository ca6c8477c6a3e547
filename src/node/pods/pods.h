#pragma once
#include <memory>
#include <string>
#include <vector>

#include "kube/client.h"
#include "node/kubelet_api/server.h"
#include "node/pods/services.h"
#include "rpc/containerd_events.h"

namespace coracle::node::pods {

/// All pods of this node: a worker each. Of one loop.
class Pods final : public kubelet_api::Lookup {
 public:
  /// All outlive it. Fills in services.belongs.
  Pods(Services& services, rpc::ContainerdEvents events);
  ~Pods() override;

  /// Follows the API, the runtime's events and its lists until cancelled; removes what pods of an earlier life have
  /// left behind once the API has said which there are.
  Task<> run();
  /// The runtime was started anew: everything is looked at.
  void look_at_all();
  /// Volumes of that pod may succeed now.
  void retry_volumes(const std::string& uid);
  /// Ends all pods at once, each within its grace period, and what belongs to none. The API keeps them.
  Task<> shut_down();

  std::optional<kubelet_api::FoundPod> find(const std::string& ns, const std::string& name) const override;
  std::vector<kubelet_api::FoundPod> all() const override;
  /// Pods that have not ended.
  std::vector<const api::core::v1::Pod*> active() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace coracle::node::pods

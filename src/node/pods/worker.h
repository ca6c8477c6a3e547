#pragma once
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "kube/typed.h"
#include "node/kubelet_api/server.h"
#include "node/pods/services.h"

namespace coracle::node::pods {

/// Looks after one pod from its arrival until it is gone: admits it, starts and restarts its containers, tells its
/// status, ends it. What runs goes on when the worker is cancelled; the next one adopts it. Of one loop.
class Worker {
 public:
  Worker(Services& services, kube::Seen<api::core::v1::Pod> pod);
  ~Worker();

  /// Until the pod is gone from here and from the API (or ended, after shut_down()), or until cancelled.
  Task<> run();

  /// The API has a newer one, or none any more.
  void update(kube::Seen<api::core::v1::Pod> pod);
  void removed();
  /// Something happened in the runtime.
  void look();
  /// That container has ended, says an event; the runtime's own record follows in a moment.
  void container_ended(const std::string& container_id);
  /// Its volumes may succeed now.
  void retry_volumes();
  /// For `coracle down`: ends the pod within its grace period, final status and all, and lets run() return.
  void shut_down();

  const std::string& uid() const;
  const api::core::v1::Pod& pod() const;
  /// It still has, or may have, something that runs.
  bool active() const;
  bool finished() const;
  /// The API still has this very pod.
  bool current() const;
  /// For the kubelet's API: the pod with the newest status.
  kubelet_api::FoundPod found() const;
  /// Ports of the host that lead to it now.
  std::vector<HostPort> host_ports() const;
  /// Ids of its containers that are not known to have ended, and of its sandbox.
  std::set<std::string> living() const;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace coracle::node::pods

#pragma once
#include "base/log.h"
#include "base/scope.h"
#include "kube/typed.h"
#include "virt/handler/node/node_state.h"

namespace coracle::virt::handler {

/// Keeps the Node as virt-handler wants it, and its heartbeat. Of one loop.
class NodeKeeper {
 public:
  /// `nodes` caches our Node alone.
  NodeKeeper(Loop::Executor executor, kube::Client& client, kube::Informer& nodes, std::string node, const Clock& clock,
             Log log);

  /// Changes what is wanted; written soon.
  void want(const std::function<void(NodeState&)>& change);
  const NodeState& wanted() const { return wanted_; }
  /// Writes until cancelled: what changes at once, the heartbeat every 60 to 130 s.
  Task<> run();
  /// The last word: no guest may be sent here any more. Bounded by the caller.
  Task<> say_goodbye();
  /// Waits until everything is as wanted, and the node schedulable.
  Task<> schedulable();
  bool is_schedulable() const { return schedulable_.is_set(); }
  /// The Node as the cache has it; empty when there is none yet.
  kube::Seen<api::core::v1::Node> node() const;

 private:
  Task<> write(bool heartbeat);

  kube::Client& client_;
  kube::Lister<api::core::v1::Node> nodes_;
  kube::Informer& informer_;
  std::string name_;
  const Clock& clock_;
  Log log_;
  NodeState wanted_;
  Event wake_;
  Event schedulable_;
};

}  // namespace coracle::virt::handler

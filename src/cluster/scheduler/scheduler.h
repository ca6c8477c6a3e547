#pragma once
#include <map>
#include <set>
#include <string>

#include "base/log.h"
#include "base/scope.h"
#include "cluster/scheduler/view.h"
#include "kube/events.h"
#include "kube/queue.h"
#include "kube/typed.h"

namespace coracle::cluster {

/// Puts pods of schedulerName default-scheduler that have no node yet onto one, one after the other, in the order they
/// came, as soon as the watch tells of them. A pod that fits nowhere says why in its condition PodScheduled and is
/// looked at again when a node or the pods on one change. What has been decided counts at once, before the watch
/// confirms it.
class Scheduler {
 public:
  struct Parts {
    kube::Client& client;
    kube::Informer& pods;        ///< of api::core::v1::Pod
    kube::Informer& nodes;       ///< of api::core::v1::Node
    kube::Informer& namespaces;  ///< of api::core::v1::Namespace
    kube::EventRecorder& events;
  };
  /// Before the informers run.
  Scheduler(Loop::Executor executor, Parts parts, Log log);
  /// Works until cancelled.
  Task<> run();

 private:
  using SeenPod = kube::Seen<api::core::v1::Pod>;
  using SeenNode = kube::Seen<api::core::v1::Node>;
  /// A pod that was given a node and is not seen there yet.
  struct Assumed {
    SeenPod pod;
    std::string node;
  };
  void pod_changed(const kube::Cached& before, const kube::Cached& after);
  void node_changed(const kube::Cached& before, const kube::Cached& after);
  void look_again();
  /// Holds what it points into.
  struct Held;
  void fill(Held& held) const;
  Task<> work();
  Task<> place(kube::Key key);
  Task<> bind(SeenPod pod, std::string node);
  Task<> say_unschedulable(SeenPod pod, std::string reason, std::string message);

  Parts parts_;
  Log log_;
  Loop::Executor executor_;
  kube::Queue queue_;
  std::set<kube::Key> unschedulable_;
  std::map<std::string, Assumed> assumed_;  ///< by the pod's uid
  Scope* scope_ = nullptr;                  ///< of run()
};

/// True for a pod that the scheduler has to find a node for.
bool wants_node(const api::core::v1::Pod& pod);
bool has_ended(const api::core::v1::Pod& pod);

}  // namespace coracle::cluster

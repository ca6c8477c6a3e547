#pragma once
#include <map>
#include <string>

#include "api/core/v1/pod.h"
#include "base/log.h"
#include "base/time.h"
#include "kube/reconciler.h"
#include "kube/typed.h"

namespace coracle::cluster {

/// Takes away pods whose node is not there any more: nobody else ever would. Only once the server itself has said for
/// 40 s that there is no such node. Of one loop.
class PodCleanup final : public kube::Reconciler {
 public:
  /// Before the informers run.
  PodCleanup(Loop::Executor executor, kube::Client& client, kube::Informer& pods, kube::Informer& nodes,
             const Clock& clock, Log log);
  Task<kube::Next> reconcile(kube::Key key) override;
  Task<> run() { return controller_.run(); }

 private:
  Task<> end(kube::Seen<api::core::v1::Pod> pod);
  kube::Client& client_;
  kube::Informer& pods_;
  kube::Informer& nodes_;
  const Clock& clock_;
  kube::Writer<api::core::v1::Pod> writer_;
  kube::Controller controller_;
  std::map<std::string, SteadyTime> missing_since_;  ///< by node
};

}  // namespace coracle::cluster

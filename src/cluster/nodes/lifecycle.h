#pragma once
#include <map>
#include <string>

#include "api/core/v1/node.h"
#include "base/log.h"
#include "base/time.h"
#include "kube/reconciler.h"
#include "kube/typed.h"

namespace coracle::cluster {

/// Notices nodes that fall silent, and keeps the taints that speak for their conditions. When a Lease was renewed is
/// told by our own clock, from the moment its change came: clocks of two machines may differ. Of one loop.
class NodeLifecycle final : public kube::Reconciler {
 public:
  /// Before the informers run.
  NodeLifecycle(Loop::Executor executor, kube::Client& client, kube::Informer& nodes, kube::Informer& leases,
                const Clock& clock, Log log);
  Task<kube::Next> reconcile(kube::Key key) override;
  Task<> run() { return controller_.run(); }

 private:
  struct Heard {
    std::string renewal;
    SteadyTime when;
  };
  kube::Informer& nodes_;
  kube::Informer& leases_;
  const Clock& clock_;
  kube::Writer<api::core::v1::Node> writer_;
  kube::Controller controller_;
  std::map<std::string, Heard> heard_;
};

}  // namespace coracle::cluster

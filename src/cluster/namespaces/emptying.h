#pragma once
#include <map>
#include <string>
#include <vector>

#include "api/core/v1/namespace.h"
#include "base/log.h"
#include "cluster/discovery.h"
#include "kube/reconciler.h"
#include "kube/typed.h"

namespace coracle::cluster {

/// What is left in a namespace that is to go.
struct Remaining {
  std::map<std::string, int> objects;     ///< by "pods.", "virtualmachines.kubevirt.io"
  std::map<std::string, int> finalizers;  ///< how many objects each holds
  std::string failure;                    ///< what could not be deleted or counted, and why; empty
  bool empty() const { return objects.empty() && failure.empty(); }
};
/// The five conditions of a namespace's deletion in kube-controller-manager's words. Their times move when their status
/// does.
std::vector<api::core::v1::NamespaceCondition> deletion_conditions(
    const std::vector<api::core::v1::NamespaceCondition>& before, const Remaining& remaining, const std::string& now);
/// What pods may need until they have ended: it goes after them.
bool outlives_pods(const ServedKind& kind);

/// Empties namespaces that are being deleted, then lets them go.
/// https://kubernetes.io/docs/tasks/administer-cluster/namespaces/#deleting-a-namespace
class NamespaceEmptying final : public kube::Reconciler {
 public:
  /// Before `namespaces` runs.
  NamespaceEmptying(Loop::Executor executor, kube::Client& client, kube::Informer& namespaces, Discovery& discovery,
                    Log log);
  Task<kube::Next> reconcile(kube::Key key) override;
  /// An object of that namespace has gone: perhaps it was the last.
  void object_gone(const std::string& ns);
  Task<> run() { return controller_.run(); }

 private:
  Task<> empty(std::string ns, ServedPtr kind, Remaining& remaining);
  Task<> count(std::string ns, ServedPtr kind, Remaining& remaining);
  Task<> finish(std::string ns);
  kube::Client& client_;
  kube::Informer& namespaces_;
  kube::Writer<api::core::v1::Namespace> writer_;
  Discovery& discovery_;
  kube::Controller controller_;
};

}  // namespace coracle::cluster

#pragma once
#include <memory>
#include <string>

#include "base/log.h"
#include "kube/reconciler.h"
#include "kube/typed.h"

namespace coracle::cluster {

/// Gives every namespace its ServiceAccount default and its ConfigMap kube-root-ca.crt, and gives them again when
/// somebody takes them away. Of one loop.
class NamespaceContents final : public kube::Reconciler {
 public:
  /// Before `namespaces` runs; outlives nothing of it.
  NamespaceContents(Loop::Executor executor, kube::Client& client, kube::Informer& namespaces, std::string ca_pem,
                    Log log);
  Task<kube::Next> reconcile(kube::Key key) override;
  /// Works until cancelled.
  Task<> run();

 private:
  Task<> give(kube::RawWriter& writer, kube::Cached there, std::string ns, json::Value object);
  Loop::Executor executor_;
  kube::Informer& namespaces_;
  kube::Informer accounts_, maps_;
  kube::RawWriter account_writer_, map_writer_;
  kube::Controller controller_;
  std::string ca_pem_;
};

}  // namespace coracle::cluster

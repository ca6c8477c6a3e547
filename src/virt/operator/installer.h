#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kube/informer.h"
#include "kube/reconciler.h"
#include "kube/writer.h"
#include "virt/operator/wanted.h"

namespace coracle::virt::operator_ {

/// Keeps objects as they are wanted: by server-side apply, and only when one is missing, differs from what was applied
/// last, or was changed by somebody else. Knows what is there from informers of its own, each narrowed to what carries
/// the label of virt-operator. Of one loop.
class Installer {
 public:
  Installer(Loop::Executor executor, kube::Client& client, Log log);

  /// Before run(): objects of these kinds (in that namespace, if any) are looked after.
  void follow(const api::Kind& kind, const std::string& ns = {});
  /// Before run(): any change there wakes these keys, and what was written is read back first.
  void wake(kube::Controller& controller, std::vector<kube::Key> keys);
  Task<> run();
  Task<> synced();

  /// Whether the object is there as it was applied with this hash.
  bool is_current(const api::Kind& kind, const kube::Key& key, const std::string& hash);
  /// True when something was written.
  Task<bool> ensure(Wanted wanted);
  /// Waits until the object is there and holds.
  Task<> until(const api::Kind& kind, kube::Key key, std::function<bool(const json::Value&)> holds);
  /// Objects without a hash of their own: applied whenever it is asked for.
  Task<json::Value> apply(const api::Kind& kind, kube::Key key, json::Value object);
  Task<> create(const api::Kind& kind, kube::Key key, json::Value object);
  Task<> remove(const api::Kind& kind, kube::Key key);

  /// What is there and carries the label; null when there is none.
  kube::Cached find(const api::Kind& kind, const kube::Key& key) const;
  std::vector<kube::Cached> all(const api::Kind& kind) const;

 private:
  struct Followed {
    std::unique_ptr<kube::Informer> informer;
    std::unique_ptr<kube::WriteLog> writes;
  };
  const Followed& followed(const api::Kind& kind, const std::string& ns) const;

  Loop::Executor executor_;
  kube::Client& client_;
  Log log_;
  Event changed_;
  std::map<std::pair<std::string, std::string>, Followed> followed_;  ///< by kind and namespace
  /// What an object looked like after our last write.
  std::map<std::pair<std::string, kube::Key>, std::string> seen_;
};

}  // namespace coracle::virt::operator_

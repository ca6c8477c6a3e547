#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/scope.h"
#include "kube/client.h"

namespace coracle::cluster {

/// A kind as the server says that it serves it, built-in or custom.
struct ServedKind {
  std::string group, version, kind, plural;
  bool namespaced = true;
  std::vector<std::string> verbs;
  bool allows(std::string_view verb) const;
  /// For kube::Client; valid as long as this lives.
  api::Kind view() const { return {group, version, kind, plural, namespaced, true}; }
  std::string api_version() const { return group.empty() ? version : group + "/" + version; }
};
using ServedPtr = std::shared_ptr<const ServedKind>;

/// Everything the server serves at one moment.
struct ServedKinds {
  std::map<std::pair<std::string, std::string>, ServedPtr> by_kind;  ///< by apiVersion and kind
  std::vector<ServedPtr> preferred;                                  ///< each resource once, in its preferred version
  ServedPtr find(const std::string& api_version, const std::string& kind) const;
};
/// From an APIGroupDiscoveryList (apidiscovery.k8s.io/v2).
void add_served(ServedKinds& kinds, const json::Value& discovery_list);

/// Follows what the server serves: asks again when a CustomResourceDefinition or an APIService changes. Of one loop.
class Discovery {
 public:
  Discovery(Loop::Executor executor, kube::Client& client, Log log);
  /// Called after each change, and once in the beginning.
  void on_change(std::function<void()> callback) { callbacks_.push_back(std::move(callback)); }
  /// Null before the first answer.
  std::shared_ptr<const ServedKinds> current() const { return current_; }
  /// Something that decides what is served has changed.
  void look_again() { changed_.set(); }
  /// Works until cancelled.
  Task<> run();

 private:
  Task<std::shared_ptr<const ServedKinds>> ask();
  kube::Client& client_;
  Log log_;
  std::shared_ptr<const ServedKinds> current_;
  std::vector<std::function<void()>> callbacks_;
  Event changed_;
};

}  // namespace coracle::cluster

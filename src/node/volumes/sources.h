#pragma once
// The ConfigMaps and Secrets that pods of this node use: each watched once, for as long as a pod uses it.
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "base/log.h"
#include "base/scope.h"
#include "kube/typed.h"

namespace coracle::node::volumes {

struct SourceKey {
  bool secret = false;  ///< else a ConfigMap
  kube::Key key;
  auto operator<=>(const SourceKey&) const = default;
};

class Sources {
 public:
  /// Called on the loop when an object has come, changed or gone, with the pods (uids) that use it.
  using OnChange = std::function<void(const std::set<std::string>& uids)>;
  Sources(Loop::Executor executor, kube::Client& client, OnChange on_change, Log log);
  ~Sources();

  /// The object as it is now, or nothing. From here on changes are told to that pod.
  Task<kube::Cached> get(SourceKey source, std::string uid);
  /// The object as far as it is known.
  kube::Cached cached(const SourceKey& source) const;
  /// The pod uses no others than these any more.
  void keep(const std::string& uid, const std::set<SourceKey>& used);
  /// Ends all watches.
  Task<> stop();

 private:
  struct Watched;
  Task<> end(std::shared_ptr<Watched> watched);
  std::shared_ptr<Watched> watch(const SourceKey& source);

  Loop::Executor executor_;
  kube::Client& client_;
  OnChange on_change_;
  Log log_;
  std::map<SourceKey, std::shared_ptr<Watched>> watched_;
  Scope ending_;
  bool stopped_ = false;
};

}  // namespace coracle::node::volumes

#pragma once
#include <functional>
#include <set>
#include <string>

#include "base/log.h"
#include "base/scope.h"
#include "cluster/discovery.h"
#include "kube/client.h"

namespace coracle::cluster::garbage {

/// Follows the metadata of all objects of one kind, by list and watch; keeps nothing of them but their uids.
class MetadataWatch {
 public:
  struct Handlers {
    std::function<void(const ServedPtr& kind, const json::Value& object)> put;
    std::function<void(const ServedPtr& kind, const std::string& uid)> gone;
    std::function<void()> read;  ///< the first list is in
  };
  MetadataWatch(kube::Client& client, ServedPtr kind, const Handlers& handlers, Log log);
  const ServedPtr& kind() const { return kind_; }
  bool has_read() const { return read_; }
  /// Works until cancelled.
  Task<> run();
  /// Tells handlers that all its objects are gone: the kind is not served any more.
  void forget();

 private:
  Task<> list();
  Task<> watch();
  void put(const json::Value& object);
  void gone(const std::string& uid);

  kube::Client& client_;
  ServedPtr kind_;
  const Handlers& handlers_;
  Log log_;
  std::set<std::string> uids_;
  std::string version_;  ///< where the next watch begins; empty: list first
  bool read_ = false;
};

/// An object's metadata alone, as it is now; nothing when it is not there.
Task<std::optional<json::Value>> live_metadata(kube::Client& client, ServedPtr kind, std::string ns, std::string name);

}  // namespace coracle::cluster::garbage

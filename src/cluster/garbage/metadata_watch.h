#pragma once
#include <functional>
#include <string>
#include <unordered_set>

#include "base/log.h"
#include "base/scope.h"
#include "cluster/discovery.h"
#include "kube/client.h"

namespace coracle::cluster::garbage {

/// Follows the metadata of all objects of one kind, by list and watch; keeps nothing of them but their identities.
class MetadataWatch {
 public:
  struct Handlers {
    std::function<void(const ServedPtr& kind, const json::Value& object)> put;
    /// An object that owns perhaps, but is neither owned nor held: most are such.
    std::function<void(std::uint64_t identity, const std::string& uid)> put_plain;
    std::function<void(const std::string& ns, std::uint64_t identity, const std::string& uid)> gone;
    /// They were missing in a list.
    std::function<void(const std::unordered_set<std::uint64_t>& identities)> all_gone;
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
  void take(std::string_view line);
  void take_parsed(std::string_view line);
  void put(const json::Value& object);
  void gone(std::string_view ns, std::string_view name, std::string_view uid);

  kube::Client& client_;
  ServedPtr kind_;
  const Handlers& handlers_;
  Log log_;
  std::unordered_set<std::uint64_t> present_;
  std::string version_;          ///< where the next watch begins; empty: list first
  std::string list_from_ = "0";  ///< what the next list asks for: what is at hand, after a 410 the newest
  SteadyTime watching_since_ = SteadyTime::max();
  bool read_ = false;
};

/// An object's metadata alone, as it is now; nothing when it is not there.
Task<std::optional<json::Value>> live_metadata(kube::Client& client, ServedPtr kind, std::string ns, std::string name);

}  // namespace coracle::cluster::garbage

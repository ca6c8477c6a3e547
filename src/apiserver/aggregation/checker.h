#pragma once
#include <map>
#include <mutex>
#include <vector>

#include "apiserver/aggregation/api_services.h"
#include "apiserver/discovery/discovery.h"
#include "apiserver/store/watch_hub.h"
#include "base/log.h"
#include "base/scope.h"

namespace coracle::apiserver::aggregation {

/// Asks aggregated servers from time to time what they serve: their answers are the condition Available of each
/// APIService, and its part of discovery. On one loop.
class Checker {
 public:
  Checker(Loop::Executor executor, Store& store, const ApiServices& services, Dialing dialing, const Clock& clock,
          Log log = Log("aggregation"));
  ~Checker();  ///< stop() first
  void start();
  Task<> stop();
  /// For Discovery. From any thread.
  std::vector<AggregatedVersion> aggregated() const;

 private:
  struct Finding {
    bool available = false;
    std::string reason, message;
    json::Array resources;
  };
  Task<> follow();
  Task<bool> check_all();
  Task<Finding> check(AggregatedService service);
  Task<> write_condition(std::string name, Finding finding);
  Task<> note_local();

  Store& store_;
  const ApiServices& services_;
  Dialing dialing_;
  const Clock& clock_;
  Log log_;
  WatchHub hub_;
  Scope scope_;
  mutable std::mutex mutex_;
  std::map<std::string, AggregatedVersion> known_;  ///< by the APIService's name
};

/// An APIResourceList as APIResourceDiscovery objects (apidiscovery.k8s.io/v2): subresources below their parents, which
/// are made where the list has subresources alone.
json::Array discovered_resources(const json::Value& list, std::string_view group, std::string_view version);

}  // namespace coracle::apiserver::aggregation

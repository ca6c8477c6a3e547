#pragma once
#include <atomic>
#include <map>
#include <string>

#include "apiserver/crd/conditions.h"
#include "apiserver/registry.h"
#include "apiserver/store/watch_hub.h"
#include "base/log.h"
#include "base/scope.h"

namespace coracle::apiserver::crd {

/// Serves what CustomResourceDefinitions define: follows their collection, keeps the registry and their status up to
/// date, and empties a definition that is deleted. A definition's resources are in the registry before anyone can see
/// that it is established. On one loop; the store's only other writer to their status is a user's PUT.
class Controller {
 public:
  Controller(Loop::Executor executor, Store& store, Registry& registry, const Clock& clock, Log log = Log("crd"));
  ~Controller();  ///< stop() first

  /// Establishes all definitions that there are, then goes on in the background.
  Task<> start();
  Task<> stop();
  /// True once start() has come to its end: a part of readiness. From any thread.
  bool ready() const { return ready_.load(std::memory_order_acquire); }

 private:
  /// What is known of one definition.
  struct Known {
    std::string group;
    Names accepted;
    bool all_accepted = false;
    std::string served_state;  ///< what of it the registry shows; compared to see whether it must be shown anew
    std::vector<Resources::Entry> served;
    bool cleaning = false;
  };

  Task<> follow(std::unique_ptr<Watcher> watcher);
  Task<> take_all(std::shared_ptr<const Snapshot> snapshot);
  /// Brings registry and status to what the stored definition of this name says, then looks at those that waited for
  /// one of its names.
  Task<> settle_and_neighbours(std::string name);
  Task<> settle(std::string name);
  TakenNames taken_by_others(const std::string& name, const std::string& group) const;
  /// False when it cannot be served; the reason is in the status then.
  bool serve(Known& known, const Definition& definition, Status& status);
  void withdraw(Known& known);
  void forget(const std::string& name);
  Task<> clean_up(std::string name, std::string storage);
  /// False when another write overtook one of ours.
  Task<bool> delete_instances(Collection& instances);
  Task<> finish(std::string name);

  Loop::Executor executor_;
  Store& store_;
  Registry& registry_;
  const Clock& clock_;
  Log log_;
  Collection& definitions_;
  WatchHub hub_;
  Scope scope_;
  std::map<std::string, Known> known_;
  std::atomic<bool> ready_ = false;
};

}  // namespace coracle::apiserver::crd

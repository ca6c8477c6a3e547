#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "cluster/garbage/graph.h"
#include "cluster/garbage/metadata_watch.h"
#include "kube/queue.h"

namespace coracle::cluster::garbage {

/// Deletes what lost all its owners, ends deletions in the foreground and lets orphans go, for every kind that the
/// server serves. https://kubernetes.io/docs/concepts/architecture/garbage-collection/
///
/// Nothing is deleted unless the server itself, asked at that moment, says of each owner that it is not there (or that
/// its name belongs to an object with another uid); a kind that cannot be asked about keeps its dependents.
class Collector {
 public:
  Collector(Loop::Executor executor, kube::Client& client, Discovery& discovery, Log log);
  ~Collector();
  /// An object of that namespace has gone.
  void on_gone(std::function<void(const std::string& ns)> callback) { on_gone_ = std::move(callback); }
  /// Works until cancelled.
  Task<> run();

 private:
  struct Follow {
    std::unique_ptr<MetadataWatch> watch;
    std::unique_ptr<Scope> scope;
  };
  void follow_served();
  void check_all_read();
  void take(Work work);
  Task<> work();
  Task<> attend(std::string uid);
  Task<> look_at(Entry entry);
  Task<> end_foreground(Entry entry, json::Value live);
  Task<> orphan_dependents(Entry entry);
  Task<OwnerState> state_of(Owner owner, std::string ns, bool namespaced_dependent);
  Task<> remove(Entry entry, std::string propagation, std::string version);
  Task<> drop_references(Entry entry, std::vector<std::string> uids);
  Task<> drop_finalizer(Entry entry, json::Value live, std::string_view finalizer);
  void forget(std::uint64_t identity, const std::string& uid);

  Loop::Executor executor_;
  kube::Client& client_;
  Discovery& discovery_;
  Log log_;
  Graph graph_;
  MetadataWatch::Handlers handlers_;
  std::map<std::string, Follow> follows_;  ///< by resource and group
  kube::Queue queue_;                      ///< of uids
  std::set<std::string> orphaning_;
  std::set<std::string> unclear_;  ///< whose owners are of kinds that are not served: looked at when that changes
  std::function<void(const std::string&)> on_gone_;
  Scope* scope_ = nullptr;  ///< of run()
  Event following_;         ///< discovery has answered
  bool all_read_ = false;
};

}  // namespace coracle::cluster::garbage

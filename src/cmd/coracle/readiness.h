#pragma once
#include <string>
#include <vector>

#include "base/log.h"
#include "base/scope.h"
#include "kube/client.h"

namespace coracle::cmd {

/// What a cluster still lacks to run virtual machines, a sentence each; nothing when it is ready: KubeVirt Available,
/// the Node Ready and schedulable. The objects are those of the API, null where there is none; `probe` is what the
/// node's probe, a pod without which no Node becomes schedulable, has met with.
std::vector<std::string> missing_for_ready(const json::Value& node, const json::Value& kubevirt,
                                           const std::string& probe = {});
/// The message of the newest warning about a probe's pod, or empty.
std::string probe_trouble(const std::vector<const json::Value*>& events);

/// Says so when next to nothing can be written any more where a folder is; empty otherwise.
std::string full_disk(const std::string& folder);

/// Follows these objects.
class Readiness {
 public:
  /// `client` outlives it.
  Readiness(Loop::Executor executor, kube::Client& client, std::string node, Log log);
  ~Readiness();
  /// Watches until cancelled.
  Task<> run();
  /// Waits until nothing is missing.
  Task<> ready();
  std::vector<std::string> missing() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace coracle::cmd

#pragma once
#include <functional>
#include <memory>
#include <string>

#include "base/scope.h"
#include "json/value.h"
#include "kube/client.h"

/// A cluster of an API server and our node agent, in the namespaces that tests/node/agent.sh made for this program.
namespace coracle::node_test {

std::string agent_environment(const char* name);
std::string agent_image(const std::string& name);

class AgentWorld {
 public:
  explicit AgentWorld(Loop& loop);
  ~AgentWorld();

  /// Starts the node agent and waits until the Node is Ready.
  Task<> start();
  /// Ends the agent as SIGTERM does: pods go on.
  Task<> stop();
  /// As `coracle down`.
  Task<> shut_down();

  /// The agent's next request for something of that name ends in an exception that is no Error.
  void stumble_at(std::string target);
  bool stumbled() const;

  kube::Client& api();
  const kube::Kind& pods() const;
  /// A pod of busybox in namespace default, on this node: `spec` is merged over it, `container`
  /// over its one container.
  json::Value pod(const std::string& name, const std::string& command, json::Object spec = {},
                  json::Object container = {}) const;
  Task<json::Value> create(json::Value pod);
  /// Until the condition holds of the pod, 30 s at most; then fails with the pod as it is. Looks by watch.
  Task<json::Value> until(std::string name, std::string what, std::function<bool(const json::Value&)> condition);
  Task<json::Value> until_phase(std::string name, std::string phase);
  Task<> until_gone(std::string name);
  Task<> remove(std::string name, std::optional<std::int64_t> grace = {});
  /// "reason: message (N times)" of the events about the pod, each on a line.
  Task<std::string> events(std::string name);

  /// Runs a command in a container, by the runtime itself.
  Task<> exec(std::string container_id, std::vector<std::string> command);
  Task<> kill_containerd();
  /// Kills the pause process of a pod.
  Task<> kill_sandbox(std::string pod_uid);
  /// Stops the shim of a pod for a while that nobody waits for: the runtime gets no answer from it.
  Task<> stop_shim(std::string pod_uid);

  const kube::Kind& nodes() const;
  const std::string& root() const;

 private:
  struct Impl;
  Task<pid_t> first_process(std::string pod_uid);
  std::unique_ptr<Impl> impl_;
};

/// Runs the body with a started world; afterwards shuts it down and checks that nothing is left of it.
void with_agent(std::function<Task<>(AgentWorld&)> body);

}  // namespace coracle::node_test

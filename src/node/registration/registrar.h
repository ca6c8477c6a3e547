#pragma once
#include <functional>
#include <memory>
#include <string>

#include "base/log.h"
#include "base/scope.h"
#include "kube/client.h"
#include "node/registration/plan.h"

namespace coracle::node {

/// Keeps our Node object and its Lease current. Of one loop.
class Registrar {
 public:
  using Facts = std::function<Task<NodeFacts>()>;

  /// `facts` is asked before each look at the Node. `client` outlives it.
  Registrar(Loop::Executor executor, kube::Client& client, Facts facts, Log log);
  ~Registrar();

  /// Writes the Node when something differs, at least each 5 minutes; looks each 10 s and when woken. Renews the Lease
  /// each 10 s. Until cancelled.
  Task<> run();
  void wake();
  /// Waits until the Node was written as Ready.
  Task<> ready();
  /// The Node as it was written last; for resourceFieldRef and addresses.
  const api::core::v1::Node& node() const;
  /// Reads the Node as it is now: others write its labels and taints.
  Task<> refresh();
  /// Writes the Node as not ready, with that message, and takes no part in run() any more.
  Task<> say_farewell(std::string message);
  void on_written(std::function<void(const api::core::v1::Node&)> callback);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace coracle::node

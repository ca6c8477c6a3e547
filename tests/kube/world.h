#pragma once
#include <memory>

#include "apiserver/testing/cluster.h"
#include "faults.h"
#include "kube/client.h"
#include "kube/informer.h"
#include "kube/writer.h"
#include "net/in_process.h"

namespace coracle::testing {

inline constexpr api::Kind config_map_kind{"", "v1", "ConfigMap", "configmaps", true, false};
inline constexpr api::Kind pod_kind{"", "v1", "Pod", "pods", true, true};
inline constexpr api::Kind event_kind{"", "v1", "Event", "events", true, false};

/// An API server of plain kinds and a client of it, on one loop, with faults between them.
struct World {
  explicit World(Loop& loop);
  Task<> begin();
  Task<> end();

  /// A ConfigMap in "default" as JSON; `data` is one member.
  static json::Value config_map(std::string name, std::string data = "1");
  Task<json::Value> make(std::string name, std::string data = "1");
  /// Changes it behind the back of whoever watches.
  Task<json::Value> change(std::string name, std::string data);

  Loop& loop;
  apiserver::testing::Cluster cluster;
  net::InProcessServer server;
  std::unique_ptr<net::RoundTrip> direct;
  Faults faults;
  kube::Client client;  ///< through the faults
  kube::Client admin;   ///< past them
  Scope scope;
};

/// Runs the test with a world that is taken down whatever it throws.
void with_world(Task<> (*test)(World&));

/// Waits until it holds, at most five seconds.
Task<bool> eventually(std::function<bool()> holds);

}  // namespace coracle::testing

#pragma once
#include <memory>
#include <string>

#include "base/log.h"
#include "base/scope.h"
#include "cmd/coracle/cluster.h"
#include "cmd/coracle/layout.h"
#include "json/value.h"

namespace coracle::cmd {

/// What `coracle status` and `coracle down` ask the process that runs the cluster, on a socket of root's alone:
///   GET  /status   {"pid", "url", "node", "missing": [...]}
///   POST /down     ends guests, pods and containerd; answers when that is done, and the process then ends
class Control {
 public:
  Control(Loop& loop, const Layout& layout, Cluster& cluster, Log log);
  ~Control();
  /// Serves until cancelled.
  Task<> run();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Asks the running process. Throws Error when it does not answer, or with its words.
json::Value ask_running(const Layout& layout, std::string method, std::string path, Duration limit);

}  // namespace coracle::cmd

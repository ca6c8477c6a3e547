#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/scope.h"
#include "cmd/coracle/layout.h"
#include "cmd/coracle/up_flags.h"

namespace coracle::cmd {

/// The whole of Coracle in one process: the API server on threads of its own, everything else on one loop, each part a
/// client of the API with a user of its own. This is where the two halves of the house meet, and nothing is decided
/// here.
class Cluster {
 public:
  /// Opens the store and listens. Throws Error saying what is in the way.
  Cluster(Loop& loop, Layout layout, UpFlags flags, std::string image_folder, Log log);
  ~Cluster();

  /// Runs everything until stop() or until a part fails, which it then throws. Pods and guests go on running.
  Task<> run();
  void stop();
  /// Waits until virtual machines can run, see Readiness.
  Task<> ready();
  /// What is missing for that.
  std::vector<std::string> missing() const;
  /// While run() runs: stops what would start things again, then ends guests, pods, containerd and what they used.
  Task<> shut_down();

  std::string url() const;
  const std::string& node_name() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace coracle::cmd

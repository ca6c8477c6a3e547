#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/scope.h"
#include "base/time.h"
#include "net/http.h"

namespace coracle::virt::controller {

struct Options {
  std::string launcher_image;  ///< "localhost/coracle/virt-launcher:0.1.0"
  std::vector<std::string> image_pull_secrets;
  /// For so long after its own start it calls no node silent: on one machine virt-handler starts with it.
  Duration node_grace = std::chrono::minutes(1);
};

/// virt-controller: the cluster's loops over virtual machines, as one client of the API. Of one loop.
class Component {
 public:
  /// `api` outlives it.
  Component(Loop& loop, net::RoundTrip& api, Options options, Log log);
  ~Component();
  /// Works until cancelled.
  Task<> run();
  /// Waits until the caches are filled and the loops run.
  Task<> ready();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace coracle::virt::controller

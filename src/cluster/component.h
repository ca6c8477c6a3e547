#pragma once
#include <memory>
#include <string>

#include "base/log.h"
#include "base/scope.h"
#include "net/http.h"

namespace coracle::cluster {

struct Options {
  std::string ca_pem;  ///< of the cluster: what kube-root-ca.crt says in each namespace
};

/// The control loops of Kubernetes that one machine needs: garbage collector, namespaces, service accounts, pod
/// clean-up and the scheduler. Of one loop.
class Component {
 public:
  /// `api` (as the controller manager) and `scheduler_api` (as system:kube-scheduler) outlive it.
  Component(Loop& loop, net::RoundTrip& api, net::RoundTrip& scheduler_api, Options options, Log log);
  ~Component();
  /// Works until cancelled.
  Task<> run();
  Task<> ready();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace coracle::cluster

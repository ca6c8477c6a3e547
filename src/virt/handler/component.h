#pragma once
#include <memory>
#include <string>

#include "base/log.h"
#include "base/scope.h"
#include "net/http.h"
#include "proc/namespaces.h"
#include "virt/shared/paths.h"

namespace coracle::virt::handler {

struct Options {
  std::string node;                   ///< our Node's name
  shared::HostPaths paths;            ///< moved by --root
  std::string address = "127.0.0.1";  ///< numeric, to listen on
  std::uint16_t port = 8186;          ///< consoles and instance verbs for virt-api; 0: a free one
  proc::Helper helper;                ///< our program as the one that enters namespaces; its main has action "network"
};

/// virt-handler: the virtual machines of one node. The only privileged part of the product. Of one loop.
class Component {
 public:
  /// `api` outlives it.
  Component(Loop& loop, net::RoundTrip& api, Options options, Log log);
  ~Component();
  /// Works until cancelled, then marks the node unschedulable (within 2 s) and leaves guests running.
  Task<> run();
  /// Waits until the node's devices are offered and its first labels are written.
  Task<> ready();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace coracle::virt::handler

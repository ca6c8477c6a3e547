#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "apiserver/service_resolver.h"

namespace coracle::apiserver {

/// Finds the kubelet's API of a node where the Node itself does not say it: a node of this very process listens on
/// loopback. Called from any thread.
class NodeDialer {
 public:
  virtual ~NodeDialer() = default;
  /// Nothing: status.addresses (InternalIP) and status.daemonEndpoints of the Node tell. Port 0: the port is that of
  /// daemonEndpoints.
  virtual std::optional<ServiceAddress> find(const std::string& node) const = 0;
};

/// Nodes of this process: a table that its main fills in.
class StaticNodes final : public NodeDialer {
 public:
  void set(const std::string& node, ServiceAddress address);
  std::optional<ServiceAddress> find(const std::string& node) const override;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, ServiceAddress> addresses_;
};

}  // namespace coracle::apiserver

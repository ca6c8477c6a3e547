#pragma once
// RBAC is not enforced yet, so nothing would notice a component that asks for what its role does not hold. A
// component's transport in tests: whatever passes through is compared with what virt-operator installs for that
// account.
#include <string>
#include <vector>

#include "apiserver/pipeline.h"
#include "json/value.h"
#include "net/http.h"

namespace coracle::testing {

class WithinRights final : public net::RoundTrip {
 public:
  /// `account`: "kubevirt-controller". `inner` outlives it.
  WithinRights(net::RoundTrip& inner, std::string account);
  Task<net::Answer> send(net::Request request) override;
  /// "list pods": each request that a server with RBAC would refuse, once.
  const std::vector<std::string>& refused() const { return refused_; }
  /// "patch clusterroles kubevirt-handler": requests so far that change something, events and leases left out.
  const std::vector<std::string>& changes() const { return changes_; }

 private:
  /// Rules, and the namespace they hold in; empty: everywhere.
  struct Granted {
    std::string ns;
    json::Array rules;
  };
  bool allowed(const apiserver::Attributes& asked) const;

  net::RoundTrip& inner_;
  std::vector<Granted> granted_;
  std::vector<std::string> refused_;
  std::vector<std::string> changes_;
};

}  // namespace coracle::testing

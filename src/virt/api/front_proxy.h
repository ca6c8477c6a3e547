#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/log.h"
#include "base/scope.h"
#include "kube/client.h"
#include "net/http.h"

namespace coracle::virt::api {

/// What ConfigMap kube-system/extension-apiserver-authentication says of requests that the API server passes on.
struct FrontProxyRules {
  std::string authorities_pem;             ///< who signs the API server's client certificate
  std::vector<std::string> allowed_names;  ///< its common names; empty: any that those authorities signed
  std::vector<std::string> user_headers;   ///< "X-Remote-User"
  std::vector<std::string> group_headers;
  std::vector<std::string> extra_prefixes;
};
Result<FrontProxyRules> read_front_proxy_rules(const json::Value& config_map);

/// The user that the headers name, when certificate and name prove that the API server sent them. Nothing otherwise:
/// a certificate of the right authority does not do, its name must be an allowed one (CVE-2025-64432).
std::optional<net::User> front_proxy_user(const FrontProxyRules& rules, const net::Request& request);

/// Follows that ConfigMap. Of one loop.
class FrontProxy {
 public:
  FrontProxy(Loop::Executor executor, kube::Client& client, Log log);
  ~FrontProxy();
  Task<> run();
  Task<> ready();
  const FrontProxyRules& rules() const;
  /// Called whenever the authorities have changed.
  void on_authorities(std::function<void(const std::string& pem)> callback);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace coracle::virt::api

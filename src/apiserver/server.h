#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "apiserver/rest/rest.h"

namespace coracle::apiserver {

/// One question of /readyz, /livez and /healthz; called on any loop.
struct HealthCheck {
  std::string name;
  std::function<bool()> passes;
  bool liveness = false;  ///< asked by /livez and /healthz too
};

/// The Kubernetes API on one loop: authenticate, authorize, then what the path names. Errors become Status bodies here
/// and nowhere else. Several of these on several loops share all parts.
class Endpoint final : public net::Handler {
 public:
  /// `parts` and `checks` outlive it. Destroyed on its loop, after the last request.
  Endpoint(const ServerParts& parts, const std::vector<HealthCheck>& checks, Loop::Executor executor);
  Task<net::Response> handle(net::Request request) override;

 private:
  Task<net::Response> answer(Call& call);
  Task<> admit(Call& call);
  Task<net::Response> serve_resource(Call& call);
  Task<net::Response> serve_verb(Call& call);

  const ServerParts& parts_;
  const std::vector<HealthCheck>& checks_;
  WatchHub hub_;
  Rest rest_;
};

/// /healthz, /livez, /readyz with their checks below them, and /version. Nothing for another path.
std::optional<net::Response> health_response(const Call& call, const std::vector<HealthCheck>& checks);
/// What /version says, and what discovery tells as the server's version: "v1.36.2+coracle.0.1.0".
json::Value version_value();

}  // namespace coracle::apiserver

#pragma once
#include "apiserver/aggregation/api_services.h"
#include "apiserver/pipeline.h"

namespace coracle::apiserver::aggregation {

/// Passes requests for the group versions of APIServices on to the servers behind them, and tells that their groups
/// exist. https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/
///
/// Who asks is told in X-Remote-User, -Uid, -Group and -Extra-; what a client sends of those itself, its credentials
/// and its impersonation go no further. A redirect is refused: it would carry the request to someone else
/// (CVE-2022-3172). Each request has a connection of its own, so a failed upgrade leaves none behind
/// (CVE-2018-1002105). What the server itself serves is never passed on.
class Proxy final : public PathHandler {
 public:
  Proxy(const ApiServices& services, Dialing dialing) : services_(services), dialing_(std::move(dialing)) {}
  bool serves(const Call& call) const override;
  Task<net::Response> serve(Call& call) override;

 private:
  std::optional<AggregatedService> service_of(const Call& call) const;
  net::Response group_response(const std::string& group) const;
  const ApiServices& services_;
  Dialing dialing_;
};

/// The request as the aggregated server gets it.
net::Request forwarded_request(const Call& call);

}  // namespace coracle::apiserver::aggregation

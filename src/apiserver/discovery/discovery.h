#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "apiserver/pipeline.h"
#include "apiserver/registry.h"

namespace coracle::apiserver {

/// A group version that another server serves through an APIService.
struct AggregatedVersion {
  std::string group;
  std::string version;
  json::Array resources;  ///< APIResourceDiscovery objects (apidiscovery.k8s.io/v2), as its own discovery tells them
  bool stale = false;     ///< the server could not be asked lately
};

/// Tells clients what is served: /api, /apis and below. Answers the aggregated form (apidiscovery.k8s.io/v2 and
/// v2beta1) to clients that ask for it, the older lists to others.
/// https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
class Discovery final : public PathHandler {
 public:
  using Aggregated = std::function<std::vector<AggregatedVersion>()>;
  /// `aggregated` is called on any loop, for each answer that lists groups.
  explicit Discovery(Aggregated aggregated);

  bool serves(const Call& call) const override;
  Task<net::Response> serve(Call& call) override;

 private:
  Aggregated aggregated_;
};

/// The documents themselves, for tests and for whoever needs one without a request.
json::Value api_versions(std::string_view server_address);
json::Value api_group(const Resources& resources, std::string_view group);
json::Value api_group_list(const Resources& resources, const std::vector<AggregatedVersion>& aggregated);
json::Value api_resource_list(const Resources& resources, std::string_view group, std::string_view version);
/// `core`: the answer to /api, else that to /apis. `version`: "v2" or "v2beta1".
json::Value discovery_list(const Resources& resources, const std::vector<AggregatedVersion>& aggregated, bool core,
                           std::string_view version);

}  // namespace coracle::apiserver

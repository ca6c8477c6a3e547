#pragma once
#include <functional>

#include "apiserver/auth/tokens.h"
#include "apiserver/pipeline.h"

namespace coracle::apiserver {

/// How others check our tokens without asking us about each: /.well-known/openid-configuration names the issuer,
/// /openid/v1/jwks has its key.
/// https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery
class IssuerDiscovery final : public PathHandler {
 public:
  /// `url` is where this server is reached; asked on any loop.
  IssuerDiscovery(const Tokens& tokens, std::function<std::string()> url) : tokens_(tokens), url_(std::move(url)) {}

  bool serves(const Call& call) const override;
  Task<net::Response> serve(Call& call) override;

 private:
  const Tokens& tokens_;
  std::function<std::string()> url_;
};

}  // namespace coracle::apiserver

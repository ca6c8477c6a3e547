#include "apiserver/auth/issuer_discovery.h"

#include "apiserver/rest/status.h"

namespace coracle::apiserver {
namespace {
constexpr std::string_view configuration_path = "/.well-known/openid-configuration";
constexpr std::string_view keys_path = "/openid/v1/jwks";
}  // namespace

bool IssuerDiscovery::serves(const Call& call) const {
  return call.attributes.path == configuration_path || call.attributes.path == keys_path;
}

Task<net::Response> IssuerDiscovery::serve(Call& call) {
  if (call.attributes.verb != "get") throw method_not_allowed();
  if (call.attributes.path == keys_path) {
    auto keys = json_response(200, tokens_.key_set());
    keys.headers.set("Content-Type", "application/jwk-set+json");
    co_return keys;
  }
  const json::Value configuration = json::Object{{"issuer", tokens_.issuer()},
                                                 {"jwks_uri", url_() + std::string(keys_path)},
                                                 {"response_types_supported", json::Array{"id_token"}},
                                                 {"subject_types_supported", json::Array{"public"}},
                                                 {"id_token_signing_alg_values_supported", json::Array{"ES256"}}};
  co_return json_response(200, configuration);
}

}  // namespace coracle::apiserver

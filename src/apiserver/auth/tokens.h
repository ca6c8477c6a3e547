#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apiserver/store/store.h"
#include "base/result.h"
#include "base/time.h"
#include "net/http.h"

namespace coracle::apiserver {

/// The object a token dies with.
struct BoundObject {
  std::string kind;  ///< "Pod", "Secret" or "Node"
  std::string name;
  std::string uid;
};

/// What a service account token is asked to say.
struct TokenClaims {
  std::string ns;
  std::string service_account;
  std::string service_account_uid;
  std::vector<std::string> audiences;  ///< empty: the API server itself
  Duration lifetime = std::chrono::hours(1);
  std::optional<BoundObject> bound;
  std::string node_name;  ///< of a bound pod, where it is known
  std::string node_uid;
};

struct IssuedToken {
  std::string token;
  WallTime expires;
};

/// Issues and checks service account tokens: JWTs (RFC 7519) signed ES256, with the claims of Kubernetes' bound tokens.
/// https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-tokens
///
/// A token is good while its signature and times are, its service account exists with the same uid, and the object it
/// is bound to exists with the same uid (60 s of grace after that was marked for deletion). Thread-safe.
class Tokens {
 public:
  /// `key_pem`: an ES256 private key. `issuer`: the URL in iss.
  Tokens(std::string key_pem, std::string issuer, Store& store, const Clock& clock);

  IssuedToken issue(const TokenClaims& claims) const;
  /// The account as a user; errors are Error(unauthorized) with the reason. Empty audiences: the server's own.
  Result<net::User> check(std::string_view token, const std::vector<std::string>& audiences = {}) const;
  const std::string& issuer() const { return issuer_; }
  /// The public half as a JSON Web Key Set, for /openid/v1/jwks.
  json::Value key_set() const;

 private:
  Result<json::Value> verified_claims(std::string_view token) const;
  Result<net::User> user_of(const json::Value& claims) const;
  std::optional<std::string> missing(std::string_view collection, const std::string& key, std::string_view uid) const;

  std::string key_pem_;
  std::string public_pem_;
  std::string key_id_;
  std::string issuer_;
  Store& store_;
  const Clock& clock_;
};

}  // namespace coracle::apiserver

#pragma once
#include <mutex>
#include <unordered_map>

#include "apiserver/auth/tokens.h"
#include "apiserver/pipeline.h"

namespace coracle::apiserver {

/// Who sent a request: a caller of this process, a client certificate, a service account token, or nobody
/// (system:anonymous). Every named user is in system:authenticated too. Impersonation (Impersonate-User, -Group, -Uid,
/// -Extra-) is taken from members of system:masters alone, as long as RBAC is not enforced.
/// https://kubernetes.io/docs/reference/access-authn-authz/authentication/
///
/// A token that was found good is not looked at again for 10 s, as in kube-apiserver: checking one costs more than most
/// requests. A token whose account or pod goes away so lives on for at most that long.
class Authentication final : public Authenticator {
 public:
  Authentication(const Tokens& tokens, const Clock& clock) : tokens_(tokens), clock_(clock) {}
  Task<std::optional<net::User>> authenticate(const net::Request& request) override;

 private:
  struct Good {
    net::User user;
    SteadyTime until;
  };
  net::User who(const net::Request& request);
  net::User of_token(std::string_view token);
  const Tokens& tokens_;
  const Clock& clock_;
  std::mutex mutex_;
  std::unordered_map<std::string, Good> good_;  ///< by the token's SHA-256
};

/// RBAC objects are stored but not evaluated in this release: everyone with an identity may do everything, anonymous
/// users may ask for health and version only.
class Authorization final : public Authorizer {
 public:
  Task<Decision> authorize(const net::User& user, const Attributes& attributes) override;
};
/// The decision itself, for access reviews.
Decision decide(const net::User& user, const Attributes& attributes);

}  // namespace coracle::apiserver

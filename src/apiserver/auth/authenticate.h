#pragma once
#include "apiserver/auth/tokens.h"
#include "apiserver/pipeline.h"

namespace coracle::apiserver {

/// Who sent a request: a caller of this process, a client certificate, a service account token, or nobody
/// (system:anonymous). Every named user is in system:authenticated too. Impersonation (Impersonate-User, -Group, -Uid,
/// -Extra-) is taken from members of system:masters alone, as long as RBAC is not enforced.
/// https://kubernetes.io/docs/reference/access-authn-authz/authentication/
class Authentication final : public Authenticator {
 public:
  explicit Authentication(const Tokens& tokens) : tokens_(tokens) {}
  Task<std::optional<net::User>> authenticate(const net::Request& request) override;

 private:
  net::User who(const net::Request& request) const;
  const Tokens& tokens_;
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

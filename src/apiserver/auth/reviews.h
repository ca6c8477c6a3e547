#pragma once
#include "apiserver/auth/authenticate.h"
#include "apiserver/resource.h"

namespace coracle::apiserver {

/// Kinds that are asked and never stored: POST one, and its status is the answer. Each is `Resource::review`.
/// https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access
using Review = std::function<Task<json::Value>(Call&, json::Value)>;

Review self_subject_review();
Review token_review(const Tokens& tokens);
Review subject_access_review();
/// Of the caller itself.
Review self_subject_access_review();
/// Within one namespace.
Review local_subject_access_review();
/// What the caller may do in a namespace: everything or nothing, as long as RBAC is not enforced.
Review self_subject_rules_review();

/// POST .../serviceaccounts/NAME/token: a TokenRequest, answered with a token. 10 minutes at least, 24 hours at most.
/// https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/
SubresourceHandler token_request(const Tokens& tokens, Store& store);

}  // namespace coracle::apiserver

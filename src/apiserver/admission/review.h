#pragma once
#include "apiserver/admission/webhook.h"

namespace coracle::apiserver::admission {

/// The question that a webhook is sent: an AdmissionReview of admission.k8s.io/v1. `version` is that in which it wants
/// to see the objects.
/// https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#request
json::Value review_request(const AdmissionRequest& request, std::string_view version, std::string_view uid);

/// What it answered.
struct Verdict {
  bool allowed = false;
  std::optional<json::Value> patch;  ///< a JSON patch
  std::vector<std::string> warnings;
  json::Value status;  ///< of a refusal; may be null
};
/// The error says in what the answer is wrong.
Result<Verdict> read_verdict(std::string_view body, std::string_view uid, bool mutating);

/// A refusal as the user sees it: `admission webhook "x" denied the request: ...`.
Error denial(const std::string& webhook, const json::Value& status);

}  // namespace coracle::apiserver::admission

#include "virt/api/webhooks/review.h"

#include <fmt/core.h>

#include "base/base64.h"
#include "virt/api/answer.h"

namespace coracle::virt::api {
namespace {

constexpr std::size_t most_causes = 10;
/// An object may nest as deep as the API server allows; the question adds two.
constexpr json::Limits question_limits{8U << 20U, 110};

net::User user_in(const json::Value& request) {
  net::User user;
  user.name = json::text(request, {"userInfo", "username"});
  user.uid = json::text(request, {"userInfo", "uid"});
  if (const auto* groups = json::find(request, {"userInfo", "groups"}); groups != nullptr && groups->is_array())
    for (const auto& group : groups->get_array())
      if (group.is_string()) user.groups.emplace_back(group.get_string());
  const auto* extra = json::find(request, {"userInfo", "extra"});
  if (extra == nullptr || !extra->is_object()) return user;
  for (const auto& entry : extra->get_object()) {
    std::vector<std::string> values;
    if (entry.value().is_array())
      for (const auto& value : entry.value().get_array())
        if (value.is_string()) values.emplace_back(value.get_string());
    user.extra.emplace_back(std::string(entry.key()), std::move(values));
  }
  return user;
}

json::Value object_or_null(const json::Value& request, std::string_view name) {
  const auto* found = json::find(request, {name});
  return found != nullptr && found->is_object() ? *found : json::Value();
}

}  // namespace

Result<Review> read_review(std::string_view body) {
  auto parsed = json::parse(body, question_limits);
  if (!parsed) return Error(Reason::bad_request, "the AdmissionReview cannot be read: " + parsed.error().message());
  const auto* request = json::find(*parsed, {"request"});
  if (json::text(*parsed, {"kind"}) != "AdmissionReview" ||
      json::text(*parsed, {"apiVersion"}) != "admission.k8s.io/v1" || request == nullptr || !request->is_object())
    return Error(Reason::bad_request, "an AdmissionReview of admission.k8s.io/v1 with a request is expected");
  Review out;
  out.uid = json::text(*request, {"uid"});
  out.operation = json::text(*request, {"operation"});
  out.ns = json::text(*request, {"namespace"});
  out.name = json::text(*request, {"name"});
  out.user = user_in(*request);
  const auto* dry_run = json::find(*request, {"dryRun"});
  out.dry_run = dry_run != nullptr && dry_run->is_bool() && dry_run->get_bool();
  out.object = object_or_null(*request, "object");
  out.old_object = object_or_null(*request, "oldObject");
  return out;
}

Outcome Outcome::refused(Error error) {
  Outcome out;
  out.refusal = std::move(error);
  return out;
}

Outcome Outcome::broken_rules(FieldErrors causes) {
  Outcome out;
  out.causes = std::move(causes);
  return out;
}

Error invalid_error(const FieldErrors& causes) {
  std::string message;
  ErrorDetails details;
  for (const auto& cause : causes) {
    if (details.causes.size() == most_causes) break;
    if (!message.empty()) message += ", ";
    message += cause.message;
    details.causes.push_back(cause);
  }
  if (causes.size() > most_causes)
    message += fmt::format(", and {} more validation errors", causes.size() - most_causes);
  return {Reason::invalid, std::move(message), std::move(details)};
}

json::Value review_answer(const Review& review, const Outcome& outcome) {
  json::Object response{{"uid", review.uid}};
  std::optional<Error> refusal = outcome.refusal;
  if (!refusal && !outcome.causes.empty()) refusal = invalid_error(outcome.causes);
  response["allowed"] = !refusal.has_value();
  if (refusal) response["status"] = status_of(*refusal);
  if (!refusal && !outcome.patch.empty()) {
    response["patchType"] = "JSONPatch";
    response["patch"] = to_base64(json::serialize(outcome.patch));
  }
  if (!outcome.warnings.empty()) {
    json::Array warnings;
    for (const auto& warning : outcome.warnings) warnings.emplace_back(json::String(warning));
    response["warnings"] = std::move(warnings);
  }
  return json::Object{
      {"kind", "AdmissionReview"}, {"apiVersion", "admission.k8s.io/v1"}, {"response", std::move(response)}};
}

bool is_component(const net::User& user, std::string_view component) {
  constexpr std::string_view prefix = "system:serviceaccount:kubevirt:kubevirt-";
  const std::string_view name = user.name;
  return name.starts_with(prefix) && name.substr(prefix.size()) == component;
}

bool writes_status(const net::User& user) {
  return is_component(user, "apiserver") || is_component(user, "controller") || is_component(user, "handler");
}

}  // namespace coracle::virt::api

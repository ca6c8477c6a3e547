#include "virt/api/answer.h"

#include <fmt/core.h>

namespace coracle::virt::api {
namespace {

ErrorDetails about(std::string_view kind, std::string_view name) {
  ErrorDetails out;
  out.group = "kubevirt.io";
  out.kind = kind;
  out.name = name;
  return out;
}

json::Object details_value(const ErrorDetails& details) {
  json::Object out;
  if (!details.name.empty()) out["name"] = details.name;
  if (!details.group.empty()) out["group"] = details.group;
  if (!details.kind.empty()) out["kind"] = details.kind;
  if (!details.uid.empty()) out["uid"] = details.uid;
  json::Array causes;
  for (const auto& cause : details.causes)
    causes.push_back(json::Object{{"reason", cause.reason}, {"message", cause.message}, {"field", cause.field}});
  if (!causes.empty()) out["causes"] = std::move(causes);
  if (details.retry_after_seconds > 0) out["retryAfterSeconds"] = details.retry_after_seconds;
  return out;
}

}  // namespace

net::Response json_answer(int status, const json::Value& body) {
  net::Response out;
  out.status = status;
  out.headers.set("Content-Type", "application/json");
  out.body = net::Text(json::serialize(body));
  return out;
}

net::Response text_answer(int status, std::string text) {
  net::Response out;
  out.status = status;
  out.headers.set("Content-Type", "text/plain; charset=utf-8");
  out.headers.set("X-Content-Type-Options", "nosniff");
  out.body = net::Text(std::move(text));
  return out;
}

json::Value status_of(const Error& error) {
  json::Object out{{"kind", "Status"},
                   {"apiVersion", "v1"},
                   {"metadata", json::Object{}},
                   {"status", "Failure"},
                   {"message", error.message()}};
  if (error.reason() != Reason::unknown) out["reason"] = json::String(to_string(error.reason()));
  if (error.details()) {
    auto details = details_value(*error.details());
    if (!details.empty()) out["details"] = std::move(details);
  }
  out["code"] = error.code();
  return out;
}

net::Response status_answer(const Error& error) { return json_answer(error.code(), status_of(error)); }

Error not_found_error(std::string_view kind, std::string_view name) {
  return {Reason::not_found, fmt::format("{}.kubevirt.io \"{}\" not found", kind, name), about(kind, name)};
}

Error conflict_error(std::string_view kind, std::string_view name, std::string_view why) {
  return {Reason::conflict, fmt::format("Operation cannot be fulfilled on {}.kubevirt.io \"{}\": {}", kind, name, why),
          about(kind, name)};
}

Error forbidden_error(std::string_view kind, std::string_view name, std::string_view why) {
  return {Reason::forbidden, fmt::format("{}.kubevirt.io \"{}\" is forbidden: {}", kind, name, why), about(kind, name)};
}

}  // namespace coracle::virt::api

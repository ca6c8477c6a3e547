#include "apiserver/rest/status.h"

#include <fmt/core.h>

#include <algorithm>

namespace coracle::apiserver {

namespace {
ErrorDetails details_for(const Resource& resource, std::string_view name) {
  ErrorDetails details;
  details.group = resource.group;
  details.kind = resource.plural;
  details.name = name;
  return details;
}

json::Value causes_of(const FieldErrors& causes) {
  json::Array list;
  for (const auto& cause : causes) {
    json::Object entry{{"reason", cause.reason}, {"message", cause.message}};
    if (!cause.field.empty()) entry["field"] = cause.field;
    list.push_back(std::move(entry));
  }
  return list;
}

json::Object details_value(const ErrorDetails& details) {
  json::Object value;
  const auto put = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) value[name] = text;
  };
  put("name", details.name);
  put("group", details.group);
  put("kind", details.kind);
  put("uid", details.uid);
  if (!details.causes.empty()) value["causes"] = causes_of(details.causes);
  if (details.retry_after_seconds != 0) value["retryAfterSeconds"] = details.retry_after_seconds;
  return value;
}
}  // namespace

Error not_found(const Resource& resource, std::string_view name) {
  return {Reason::not_found, fmt::format("{} \"{}\" not found", resource.qualified(), name),
          details_for(resource, name)};
}

Error already_exists(const Resource& resource, std::string_view name) {
  return {Reason::already_exists, fmt::format("{} \"{}\" already exists", resource.qualified(), name),
          details_for(resource, name)};
}

Error conflict(const Resource& resource, std::string_view name, std::string_view why) {
  return {Reason::conflict,
          fmt::format("Operation cannot be fulfilled on {} \"{}\": {}", resource.qualified(), name, why),
          details_for(resource, name)};
}

Error modified_meanwhile(const Resource& resource, std::string_view name) {
  return conflict(resource, name,
                  "the object has been modified; please apply your changes to the latest version and try again");
}

Error invalid(const Resource& resource, std::string_view name, FieldErrors errors) {
  std::string text;
  for (const auto& error : errors) {
    if (!text.empty()) text += ", ";
    text += error.field.empty() ? error.message : error.field + ": " + error.message;
  }
  if (errors.size() > 1) text = "[" + text + "]";
  auto details = details_for(resource, name);
  details.kind = resource.kind;
  details.causes = std::move(errors);
  return {Reason::invalid, fmt::format("{} \"{}\" is invalid: {}", resource.qualified_kind(), name, text),
          std::move(details)};
}

Error forbidden(const Resource& resource, std::string_view name, std::string_view why) {
  auto message = name.empty() ? fmt::format("{} is forbidden: {}", resource.qualified(), why)
                              : fmt::format("{} \"{}\" is forbidden: {}", resource.qualified(), name, why);
  return {Reason::forbidden, std::move(message), details_for(resource, name)};
}

Error bad_request(std::string message) { return {Reason::bad_request, std::move(message)}; }

Error no_such_path() { return {Reason::not_found, "the server could not find the requested resource", ErrorDetails{}}; }

Error method_not_allowed() {
  return {Reason::method_not_allowed, "the server does not allow this method on the requested resource",
          ErrorDetails{}};
}

FieldError required_field(std::string field, std::string_view detail) {
  return {std::move(field), "FieldValueRequired",
          detail.empty() ? "Required value" : fmt::format("Required value: {}", detail)};
}

FieldError invalid_field(std::string field, std::string_view value, std::string_view detail) {
  return {std::move(field), "FieldValueInvalid", fmt::format("Invalid value: {}: {}", value, detail)};
}

FieldError forbidden_field(std::string field, std::string_view detail) {
  return {std::move(field), "FieldValueForbidden", fmt::format("Forbidden: {}", detail)};
}

json::Value status_of(const Error& error, std::string_view continue_token) {
  json::Object metadata;
  if (!continue_token.empty()) metadata["continue"] = continue_token;
  json::Object status{{"kind", "Status"},
                      {"apiVersion", "v1"},
                      {"metadata", std::move(metadata)},
                      {"status", "Failure"},
                      {"message", error.message()}};
  if (const auto reason = to_string(error.reason()); !reason.empty()) status["reason"] = reason;
  if (error.details()) status["details"] = details_value(*error.details());
  status["code"] = error.code();
  return status;
}

json::Value success_status(const Resource& resource, std::string_view name, std::string_view uid) {
  auto details = details_for(resource, name);
  details.uid = uid;
  return json::Object{{"kind", "Status"},
                      {"apiVersion", "v1"},
                      {"metadata", json::Object{}},
                      {"status", "Success"},
                      {"details", details_value(details)}};
}

net::Response json_response(int status, std::string text) {
  net::Response response;
  response.status = status;
  response.headers = {{"Cache-Control", "no-cache, private"}, {"Content-Type", "application/json"}};
  response.body = std::move(text);
  return response;
}

net::Response json_response(int status, const json::Value& value) {
  auto text = json::serialize(value);
  text += '\n';
  return json_response(status, std::move(text));
}

net::Response error_response(const Error& error) {
  auto response = json_response(error.code(), status_of(error));
  if (error.details() && error.details()->retry_after_seconds != 0)
    response.headers.set("Retry-After", std::to_string(error.details()->retry_after_seconds));
  return response;
}

std::string warning_header(std::string_view text) {
  constexpr std::size_t longest = 256;
  std::string quoted = "299 - \"";
  for (const char letter : text.substr(0, longest)) {
    if (letter == '"' || letter == '\\') quoted += '\\';
    quoted += static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f ? ' ' : letter;
  }
  return quoted + '"';
}

}  // namespace coracle::apiserver

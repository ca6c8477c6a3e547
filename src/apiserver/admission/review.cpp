#include "apiserver/admission/review.h"

#include <fmt/core.h>

#include "apiserver/rest/status.h"
#include "base/base64.h"

namespace coracle::apiserver::admission {
namespace {

json::Value word(std::string_view text) { return json::Value(json::String(text)); }

json::Object kind_value(std::string_view group, std::string_view version, std::string_view kind) {
  return {{"group", word(group)}, {"version", word(version)}, {"kind", word(kind)}};
}

json::Object resource_value(std::string_view group, std::string_view version, std::string_view resource) {
  return {{"group", word(group)}, {"version", word(version)}, {"resource", word(resource)}};
}

json::Value user_value(const net::User& user) {
  json::Array groups;
  for (const auto& group : user.groups) groups.push_back(word(group));
  json::Object out{{"username", word(user.name)}, {"groups", std::move(groups)}};
  if (!user.uid.empty()) out["uid"] = word(user.uid);
  json::Object extra;
  for (const auto& [name, values] : user.extra) {
    json::Array list;
    for (const auto& value : values) list.push_back(word(value));
    extra[name] = std::move(list);
  }
  if (!extra.empty()) out["extra"] = std::move(extra);
  return out;
}

/// Versions of a kind differ in apiVersion alone.
json::Value in_version(const json::Value& object, const Attributes& attributes, std::string_view version) {
  if (!object.is_object() || version == attributes.version) return object;
  auto out = object;
  out.get_object()["apiVersion"] =
      attributes.group.empty() ? word(version) : word(fmt::format("{}/{}", attributes.group, version));
  return out;
}
}  // namespace

json::Value review_request(const AdmissionRequest& request, std::string_view version, std::string_view uid) {
  const auto& asked = request.attributes;
  const auto& resource = *request.resource;
  const auto* below = asked.subresource.empty() ? nullptr : resource.subresource(asked.subresource);
  const bool own_kind = below != nullptr && !below->kind.empty();
  const auto kind = own_kind ? std::string_view(below->kind) : std::string_view(resource.kind);
  const auto group = own_kind ? std::string_view(below->group) : std::string_view(resource.group);
  const auto kind_version = [&](std::string_view of) { return own_kind ? std::string_view(below->version) : of; };
  json::Object out{{"uid", word(uid)},
                   {"kind", kind_value(group, kind_version(version), kind)},
                   {"resource", resource_value(asked.group, version, asked.resource)},
                   {"requestKind", kind_value(group, kind_version(asked.version), kind)},
                   {"requestResource", resource_value(asked.group, asked.version, asked.resource)}};
  if (!asked.subresource.empty()) {
    out["subResource"] = word(asked.subresource);
    out["requestSubResource"] = word(asked.subresource);
  }
  const auto name =
      asked.name.empty() ? json::text(request.object, {"metadata", "name"}) : std::string_view(asked.name);
  if (!name.empty()) out["name"] = word(name);
  if (!asked.namespace_.empty()) out["namespace"] = word(asked.namespace_);
  out["operation"] = word(to_string(request.operation));
  out["userInfo"] = user_value(request.user);
  out["object"] = in_version(request.object, asked, version);
  out["oldObject"] = in_version(request.old_object, asked, version);
  out["dryRun"] = request.dry_run;
  out["options"] = request.options;
  return json::Object{{"kind", "AdmissionReview"}, {"apiVersion", "admission.k8s.io/v1"}, {"request", std::move(out)}};
}

Result<Verdict> read_verdict(std::string_view body, std::string_view uid, bool mutating) {
  const auto wrong = [](std::string message) { return Error(Reason::bad_request, std::move(message)); };
  auto parsed = json::parse(body);
  if (!parsed) return wrong("the answer is no JSON: " + parsed.error().message());
  if (json::text(*parsed, {"kind"}) != "AdmissionReview" ||
      json::text(*parsed, {"apiVersion"}) != "admission.k8s.io/v1")
    return wrong(fmt::format("expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got {}, Kind={}",
                             json::text(*parsed, {"apiVersion"}), json::text(*parsed, {"kind"})));
  const auto* response = json::find(*parsed, {"response"});
  if (response == nullptr || !response->is_object()) return wrong("webhook response was absent");
  if (json::text(*response, {"uid"}) != uid)
    return wrong(fmt::format("expected response.uid=\"{}\", got \"{}\"", uid, json::text(*response, {"uid"})));
  Verdict verdict;
  const auto* allowed = json::find(*response, {"allowed"});
  verdict.allowed = allowed != nullptr && allowed->is_bool() && allowed->get_bool();
  if (const auto* status = json::find(*response, {"status"}); status != nullptr) verdict.status = *status;
  if (const auto* warnings = json::find(*response, {"warnings"}); warnings != nullptr && warnings->is_array())
    for (const auto& warning : warnings->get_array())
      if (warning.is_string()) verdict.warnings.emplace_back(warning.get_string());
  const auto patch = json::text(*response, {"patch"});
  if (patch.empty()) return verdict;
  if (!mutating) return wrong("a webhook that validates may not answer a patch");
  if (json::text(*response, {"patchType"}) != "JSONPatch")
    return wrong(fmt::format("unexpected patchType \"{}\", expected JSONPatch", json::text(*response, {"patchType"})));
  const auto text = from_base64(patch);
  if (!text) return wrong("the patch is no base64");
  auto steps = json::parse(*text);
  if (!steps) return wrong("the patch is no JSON: " + steps.error().message());
  verdict.patch = std::move(*steps);
  return verdict;
}

Error denial(const std::string& webhook, const json::Value& status) {
  auto message = fmt::format("admission webhook \"{}\" denied the request", webhook);
  const auto reason = json::text(status, {"reason"});
  if (const auto said = json::text(status, {"message"}); !said.empty())
    message += fmt::format(": {}", said);
  else if (!reason.empty())
    message += fmt::format(": {}", reason);
  else
    message += " without explanation";
  ErrorDetails details;
  details.group = json::text(status, {"details", "group"});
  details.kind = json::text(status, {"details", "kind"});
  details.name = json::text(status, {"details", "name"});
  if (const auto* causes = json::find(status, {"details", "causes"}); causes != nullptr && causes->is_array())
    for (const auto& cause : causes->get_array())
      details.causes.push_back({std::string(json::text(cause, {"field"})), std::string(json::text(cause, {"reason"})),
                                std::string(json::text(cause, {"message"}))});
  int code = 400;
  if (const auto* given = json::find(status, {"code"});
      given != nullptr && given->is_int64() && given->get_int64() >= 400 && given->get_int64() < 600)
    code = static_cast<int>(given->get_int64());
  auto known = reason.empty() ? reason_from_http(code) : reason_from(reason);
  return Error(known, std::move(message), std::move(details)).with_code(code);
}

}  // namespace coracle::apiserver::admission

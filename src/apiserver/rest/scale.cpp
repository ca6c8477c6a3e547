#include <fmt/core.h>

#include <algorithm>

#include "api/autoscaling/v1/scale.h"
#include "apiserver/rest/body.h"
#include "apiserver/rest/metadata.h"
#include "apiserver/rest/patch.h"
#include "apiserver/rest/status.h"
#include "apiserver/rest/write.h"

namespace coracle::apiserver {

namespace {
// ".spec.replicas" as its members. A CustomResourceDefinition's scale paths are dots and names only.
std::vector<std::string> members_of_path(std::string_view path) {
  std::vector<std::string> members;
  while (!path.empty()) {
    path.remove_prefix(path.front() == '.' ? 1 : 0);
    const auto end = std::min(path.find('.'), path.size());
    members.emplace_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return members;
}

const json::Value* at_members(const json::Value& object, std::string_view path) {
  const auto* at = &object;
  for (const auto& member : members_of_path(path)) {
    at = json::find(*at, {member});
    if (at == nullptr) return nullptr;
  }
  return at;
}

json::Value replicas_at(const json::Value& object, std::string_view path) {
  const auto* found = at_members(object, path);
  return found != nullptr && found->is_number() ? *found : json::Value(0);
}

std::string expression_text(const json::Value& expression) {
  const auto key = json::text(expression, {"key"});
  const auto op = json::text(expression, {"operator"});
  if (op == "Exists") return std::string(key);
  if (op == "DoesNotExist") return fmt::format("!{}", key);
  std::string values;
  if (const auto* list = json::find(expression, {"values"}); list != nullptr && list->is_array())
    for (const auto& value : list->get_array())
      if (value.is_string()) values += (values.empty() ? "" : ",") + std::string(value.get_string());
  return fmt::format("{} {} ({})", key, op == "In" ? "in" : "notin", values);
}

// A label selector as text: some kinds hold the text, others the object.
std::string selector_text(const json::Value& selector) {
  if (selector.is_string()) return std::string(selector.get_string());
  std::vector<std::string> terms;
  if (const auto* labels = json::find(selector, {"matchLabels"}); labels != nullptr && labels->is_object())
    for (const auto& [name, value] : labels->get_object())
      if (value.is_string())
        terms.push_back(fmt::format("{}={}", std::string_view(name), std::string_view(value.get_string())));
  if (const auto* list = json::find(selector, {"matchExpressions"}); list != nullptr && list->is_array())
    for (const auto& expression : list->get_array()) terms.push_back(expression_text(expression));
  std::ranges::sort(terms);
  std::string text;
  for (const auto& term : terms) text += (text.empty() ? "" : ",") + term;
  return text;
}

json::Value scale_of(const Subresource& scale, const json::Value& object) {
  json::Object metadata;
  for (const auto* name : {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"})
    if (const auto* value = json::find(object, {"metadata", name})) metadata[name] = *value;
  json::Object status{{"replicas", replicas_at(object, scale.status_replicas_path)}};
  if (!scale.selector_path.empty())
    if (const auto* selector = at_members(object, scale.selector_path))
      if (auto text = selector_text(*selector); !text.empty()) status["selector"] = std::move(text);
  return json::Object{{"kind", "Scale"},
                      {"apiVersion", "autoscaling/v1"},
                      {"metadata", std::move(metadata)},
                      {"spec", json::Object{{"replicas", replicas_at(object, scale.spec_replicas_path)}}},
                      {"status", std::move(status)}};
}

Error invalid_scale(const Call& call, std::string_view value, std::string_view why) {
  auto error = invalid_field("spec.replicas", value, why);
  ErrorDetails details;
  details.group = "autoscaling";
  details.kind = "Scale";
  details.name = call.attributes.name;
  auto message = fmt::format("Scale.autoscaling \"{}\" is invalid: {}: {}", details.name, error.field, error.message);
  details.causes.push_back(std::move(error));
  return {Reason::invalid, std::move(message), std::move(details)};
}

json::Value with_replicas(const Call& call, const Subresource& scale, const json::Value& current,
                          const json::Value& asked) {
  const json::Value absent(0);
  const auto* found = json::find(asked, {"spec", "replicas"});
  const auto& replicas = found == nullptr || found->is_null() ? absent : *found;
  if (!replicas.is_int64()) throw invalid_scale(call, json::serialize(replicas), "must be a whole number");
  if (replicas.get_int64() < 0)
    throw invalid_scale(call, json::serialize(replicas), "must be greater than or equal to 0");
  auto object = current;
  auto* at = &object;
  for (const auto& member : members_of_path(scale.spec_replicas_path)) {
    if (at->is_null()) *at = json::Object{};
    if (!at->is_object()) throw bad_request(fmt::format("the object has no {}", scale.spec_replicas_path));
    at = &at->get_object()[member];
  }
  *at = replicas;
  const auto version = json::text(asked, {"metadata", "resourceVersion"});
  auto& metadata = metadata_of(object);
  if (version.empty())
    metadata.erase("resourceVersion");
  else
    metadata["resourceVersion"] = version;
  return object;
}
}  // namespace

Task<net::Response> Rest::scale(Call& call) {
  const auto& scale = *call.resource->subresource("scale");
  const auto& verb = call.attributes.verb;
  if (verb == "get") co_return json_response(200, scale_of(scale, served_value(*call.resource, *find_object(call))));
  Replacement replacement;
  replacement.options = write_options_of(call);
  replacement.subresource = "scale";
  if (verb == "update") {
    auto body = read_body(call.request, describe(static_cast<const api::autoscaling::v1::Scale*>(nullptr)));
    replacement.is_put = true;
    replacement.make = [&call, &scale, body = std::move(body)](const json::Value& current) {
      return with_replicas(call, scale, current, body);
    };
  } else {
    replacement.make = [&call, &scale, patch = read_patch(call)](const json::Value& current) {
      return with_replicas(call, scale, current, patch(scale_of(scale, current)));
    };
  }
  const auto replaced = co_await replace_object(*this, call, std::move(replacement));
  const auto object = replaced.object ? served_value(*call.resource, *replaced.object) : replaced.would_be;
  co_return json_response(200, scale_of(scale, object));
}

}  // namespace coracle::apiserver

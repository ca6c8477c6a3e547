// Which writes a webhook is asked about.
#include "apiserver/admission/webhook.h"

#include <algorithm>

namespace coracle::apiserver::admission {
namespace {

using Rule = api::admissionregistration::v1::RuleWithOperations;

bool lists(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::any_of(words, [&](const std::string& one) { return one == "*" || one == word; });
}

/// "pods", "pods/status", "pods/*", "*/status", "*" (all but subresources), "*/*".
bool lists_resource(const std::vector<std::string>& words, const Attributes& attributes) {
  return std::ranges::any_of(words, [&](std::string_view word) {
    const auto slash = word.find('/');
    const auto resource = word.substr(0, slash);
    const auto below = slash == std::string_view::npos ? std::string_view{} : word.substr(slash + 1);
    if (resource != "*" && resource != attributes.resource) return false;
    return below == attributes.subresource || (below == "*");
  });
}

bool in_scope(const Rule& rule, const Attributes& attributes, bool namespaced) {
  if (rule.scope.empty() || rule.scope == "*") return true;
  // A namespace itself is cluster-wide.
  const bool within = namespaced && !(attributes.group.empty() && attributes.resource == "namespaces");
  return rule.scope == (within ? "Namespaced" : "Cluster");
}

bool rule_matches(const Rule& rule, Operation operation, const Attributes& attributes, std::string_view version,
                  bool namespaced) {
  return lists(rule.operations, to_string(operation)) && lists(rule.api_groups, attributes.group) &&
         lists(rule.api_versions, version) && lists_resource(rule.resources, attributes) &&
         in_scope(rule, attributes, namespaced);
}
}  // namespace

std::optional<std::string> wanted_version(const Webhook& webhook, Operation operation, const Attributes& attributes,
                                          bool namespaced, const Resources& resources) {
  const auto any = [&](std::string_view version) {
    return std::ranges::any_of(webhook.settings.rules, [&](const Rule& rule) {
      return rule_matches(rule, operation, attributes, version, namespaced);
    });
  };
  if (any(attributes.version)) return attributes.version;
  if (webhook.settings.match_policy == "Exact") return std::nullopt;
  for (const auto& version : resources.versions(attributes.group))
    if (version != attributes.version && any(version) &&
        resources.find(attributes.group, version, attributes.resource) != nullptr)
      return version;
  return std::nullopt;
}

bool selects(const api::meta::v1::LabelSelector& selector, const Labels& labels) {
  const auto value_of = [&](const std::string& key) -> const std::string* {
    const auto found = std::ranges::find(labels, key, &Labels::value_type::first);
    return found == labels.end() ? nullptr : &found->second;
  };
  for (const auto& [key, value] : selector.match_labels)
    if (const auto* found = value_of(key); found == nullptr || *found != value) return false;
  return std::ranges::all_of(selector.match_expressions, [&](const auto& expression) {
    const auto* found = value_of(expression.key);
    const bool listed = found != nullptr && std::ranges::find(expression.values, *found) != expression.values.end();
    if (expression.operator_ == "In") return listed;
    if (expression.operator_ == "NotIn") return !listed;
    if (expression.operator_ == "Exists") return found != nullptr;
    return expression.operator_ == "DoesNotExist" && found == nullptr;
  });
}

Labels labels_of(const json::Value& object) {
  Labels labels;
  const auto* found = json::find(object, {"metadata", "labels"});
  if (found == nullptr || !found->is_object()) return labels;
  for (const auto& label : found->get_object())
    if (label.value().is_string())
      labels.emplace_back(std::string(label.key()), std::string(label.value().get_string()));
  return labels;
}

}  // namespace coracle::apiserver::admission

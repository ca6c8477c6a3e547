#include "cluster/selectors.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace coracle::cluster {
namespace {
using api::core::v1::Node;
using api::core::v1::NodeSelectorRequirement;

bool among(const std::vector<std::string>& values, const std::string* value) {
  return value != nullptr && std::ranges::find(values, *value) != values.end();
}

const std::string* value_of(const LabelMap& labels, const std::string& key) {
  const auto found = labels.find(key);
  return found == labels.end() ? nullptr : &found->second;
}

std::optional<std::int64_t> whole_number(const std::string& text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

bool holds(const NodeSelectorRequirement& wanted, const std::string* value) {
  const auto& how = wanted.operator_;
  if (how == "In") return among(wanted.values, value);
  if (how == "NotIn") return !among(wanted.values, value);
  if (how == "Exists") return value != nullptr;
  if (how == "DoesNotExist") return value == nullptr;
  if ((how != "Gt" && how != "Lt") || value == nullptr || wanted.values.size() != 1) return false;
  const auto has = whole_number(*value);
  const auto bound = whole_number(wanted.values.front());
  if (!has || !bound) return false;
  return how == "Gt" ? *has > *bound : *has < *bound;
}

bool field_holds(const NodeSelectorRequirement& wanted, const Node& node) {
  if (wanted.key != "metadata.name" || (wanted.operator_ != "In" && wanted.operator_ != "NotIn")) return false;
  return holds(wanted, &node.metadata.name);
}
}  // namespace

bool selects(const api::meta::v1::LabelSelector& selector, const LabelMap& labels) {
  for (const auto& [key, wanted] : selector.match_labels) {
    const auto* value = value_of(labels, key);
    if (value == nullptr || *value != wanted) return false;
  }
  return std::ranges::all_of(selector.match_expressions, [&](const auto& expression) {
    const auto* value = value_of(labels, expression.key);
    if (expression.operator_ == "In") return among(expression.values, value);
    if (expression.operator_ == "NotIn") return !among(expression.values, value);
    if (expression.operator_ == "Exists") return value != nullptr;
    return expression.operator_ == "DoesNotExist" && value == nullptr;
  });
}

bool chooses(const api::core::v1::NodeSelectorTerm& term, const Node& node) {
  if (term.match_expressions.empty() && term.match_fields.empty()) return false;
  return std::ranges::all_of(term.match_expressions,
                             [&](const auto& one) { return holds(one, value_of(node.metadata.labels, one.key)); }) &&
         std::ranges::all_of(term.match_fields, [&](const auto& one) { return field_holds(one, node); });
}

bool chooses(const api::core::v1::NodeSelector& selector, const Node& node) {
  return std::ranges::any_of(selector.node_selector_terms, [&](const auto& term) { return chooses(term, node); });
}

bool tolerates(const api::core::v1::Toleration& toleration, const api::core::v1::Taint& taint) {
  if (!toleration.effect.empty() && toleration.effect != taint.effect) return false;
  if (!toleration.key.empty() && toleration.key != taint.key) return false;
  if (toleration.operator_ == "Exists") return true;
  return (toleration.operator_.empty() || toleration.operator_ == "Equal") && !toleration.key.empty() &&
         toleration.value == taint.value;
}

bool tolerates(const std::vector<api::core::v1::Toleration>& tolerations, const api::core::v1::Taint& taint) {
  return std::ranges::any_of(tolerations, [&](const auto& one) { return tolerates(one, taint); });
}

}  // namespace coracle::cluster

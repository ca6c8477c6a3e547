// Names and versions of CustomResourceDefinitions, in the words of k8s.io/apiextensions-apiserver.
#include "apiserver/crd/validation.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "apiserver/rest/names.h"
#include "apiserver/rest/status.h"

namespace coracle::apiserver::crd {
namespace {

namespace v1 = api::apiextensions::v1;

std::string in_quotes(std::string_view text) { return json::serialize(json::Value(json::String(text))); }

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

/// A name that becomes part of paths: nothing but a DNS label, so that no definition reaches beyond itself
/// (CVE-2022-3162).
void check_label(const std::string& name, const std::string& path, FieldErrors& errors, bool required) {
  if (name.empty()) {
    if (required) errors.push_back(required_field(path));
    return;
  }
  if (const auto wrong = wrong_service_name(name); !wrong.empty())
    errors.push_back(invalid_field(path, in_quotes(name), wrong));
}

void check_kind(const std::string& kind, const std::string& path, FieldErrors& errors) {
  if (kind.empty()) {
    errors.push_back(required_field(path));
    return;
  }
  if (const auto wrong = wrong_service_name(lower_case(kind)); !wrong.empty())
    errors.push_back(invalid_field(path, in_quotes(kind), "may have mixed case, but should otherwise match: " + wrong));
}

void check_names(const v1::CustomResourceDefinitionNames& names, FieldErrors& errors) {
  const std::string path = "spec.names.";
  check_label(names.plural, path + "plural", errors, true);
  check_label(names.singular, path + "singular", errors, true);
  check_kind(names.kind, path + "kind", errors);
  check_kind(names.list_kind, path + "listKind", errors);
  for (std::size_t i = 0; i < names.short_names.size(); ++i)
    check_label(names.short_names[i], fmt::format("{}shortNames[{}]", path, i), errors, true);
  for (std::size_t i = 0; i < names.categories.size(); ++i)
    check_label(names.categories[i], fmt::format("{}categories[{}]", path, i), errors, true);
  if (!names.kind.empty() && names.kind == names.list_kind)
    errors.push_back(
        invalid_field(path + "listKind", in_quotes(names.list_kind), "kind and listKind may not be the same"));
}

void check_group(const Definition& definition, FieldErrors& errors) {
  const auto& group = definition.spec.group;
  if (group.empty()) {
    errors.push_back(required_field("spec.group"));
  } else if (const auto wrong = wrong_subdomain(group); !wrong.empty()) {
    errors.push_back(invalid_field("spec.group", in_quotes(group), wrong));
  } else if (group.find('.') == std::string::npos) {
    errors.push_back(invalid_field("spec.group", in_quotes(group), "should be a domain with at least one dot"));
  }
  const auto name = definition.spec.names.plural + "." + group;
  if (definition.metadata.name != name)
    errors.push_back(invalid_field("metadata.name", in_quotes(definition.metadata.name),
                                   "must be spec.names.plural+\".\"+spec.group"));
}

std::string version_names(const Definition& definition) {
  json::Array names;
  for (const auto& version : definition.spec.versions) names.emplace_back(version.name);
  return json::serialize(names);
}

void check_versions(const Definition& definition, FieldErrors& errors) {
  const auto& versions = definition.spec.versions;
  std::set<std::string> names;
  std::size_t stored = 0;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const auto path = fmt::format("spec.versions[{}]", i);
    check_label(versions[i].name, path + ".name", errors, true);
    names.insert(versions[i].name);
    if (versions[i].storage) ++stored;
    validate_version(versions[i], path, errors);
  }
  if (names.size() != versions.size())
    errors.push_back(invalid_field("spec.versions", version_names(definition), "must contain unique version names"));
  if (stored != 1)
    errors.push_back(invalid_field("spec.versions", version_names(definition),
                                   "must have exactly one version marked as storage version"));
}

void check_conversion(const Definition& definition, FieldErrors& errors) {
  const auto& conversion = definition.spec.conversion;
  if (!conversion) return;
  if (conversion->strategy.empty()) {
    errors.push_back(required_field("spec.conversion.strategy"));
  } else if (conversion->strategy == "Webhook") {
    errors.push_back({"spec.conversion.strategy", "FieldValueNotSupported",
                      "Unsupported value: \"Webhook\": this server converts between versions by changing apiVersion "
                      "alone, supported values: \"None\""});
  } else if (conversion->strategy != "None") {
    errors.push_back(
        {"spec.conversion.strategy", "FieldValueNotSupported",
         fmt::format("Unsupported value: {}: supported values: \"None\"", in_quotes(conversion->strategy))});
  } else if (conversion->webhook) {
    errors.push_back(
        forbidden_field("spec.conversion.webhook", "should not be set when strategy is not set to Webhook"));
  }
}

/// Groups of Kubernetes' own project need a word of it. https://github.com/kubernetes/enhancements/pull/1111
void check_approval(const Definition& definition, FieldErrors& errors) {
  const auto& group = definition.spec.group;
  const bool guarded =
      group == "k8s.io" || group == "kubernetes.io" || group.ends_with(".k8s.io") || group.ends_with(".kubernetes.io");
  if (!guarded) return;
  const std::string field = "metadata.annotations[api-approved.kubernetes.io]";
  const auto& annotations = definition.metadata.annotations;
  const auto found = annotations.find("api-approved.kubernetes.io");
  if (found == annotations.end() || found->second.empty()) {
    errors.push_back(
        required_field(field,
                       "protected groups must have approval annotation \"api-approved.kubernetes.io\", see "
                       "https://github.com/kubernetes/enhancements/pull/1111"));
  } else if (!found->second.starts_with("unapproved") && !found->second.starts_with("https://") &&
             !found->second.starts_with("http://")) {
    errors.push_back(invalid_field(field, in_quotes(found->second),
                                   "protected groups must have approval annotation \"api-approved.kubernetes.io\" "
                                   "with either a URL or a reason starting with \"unapproved\", see "
                                   "https://github.com/kubernetes/enhancements/pull/1111"));
  }
}

void check_stored_versions(const Definition& definition, FieldErrors& errors) {
  const auto& stored = definition.status.stored_versions;
  for (std::size_t i = 0; i < stored.size(); ++i)
    if (std::ranges::find(definition.spec.versions, stored[i], &v1::CustomResourceDefinitionVersion::name) ==
        definition.spec.versions.end())
      errors.push_back(invalid_field(fmt::format("status.storedVersions[{}]", i), in_quotes(stored[i]),
                                     "missing from spec.versions; it must appear there as long as objects may be "
                                     "stored in it"));
}
}  // namespace

bool has_condition(const Definition& definition, std::string_view type) {
  return std::ranges::any_of(definition.status.conditions, [&](const v1::CustomResourceDefinitionCondition& condition) {
    return condition.type == type && condition.status == "True";
  });
}

FieldErrors validate(const Definition& definition) {
  FieldErrors errors;
  check_group(definition, errors);
  const auto& scope = definition.spec.scope;
  if (scope.empty())
    errors.push_back(required_field("spec.scope"));
  else if (scope != "Cluster" && scope != "Namespaced")
    errors.push_back(
        {"spec.scope", "FieldValueNotSupported",
         fmt::format("Unsupported value: {}: supported values: \"Cluster\", \"Namespaced\"", in_quotes(scope))});
  check_versions(definition, errors);
  check_names(definition.spec.names, errors);
  check_conversion(definition, errors);
  check_approval(definition, errors);
  check_stored_versions(definition, errors);
  if (definition.spec.preserve_unknown_fields.value_or(false))
    errors.push_back(invalid_field("spec.preserveUnknownFields", "true",
                                   "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in "
                                   "spec.versions[*].schema instead"));
  return errors;
}

FieldErrors validate_change(const Definition& definition, const Definition& old) {
  FieldErrors errors;
  const auto fixed = [&](const std::string& now, const std::string& before, std::string path) {
    if (now != before) errors.push_back(invalid_field(std::move(path), in_quotes(now), "field is immutable"));
  };
  fixed(definition.spec.group, old.spec.group, "spec.group");
  fixed(definition.spec.names.plural, old.spec.names.plural, "spec.names.plural");
  if (has_condition(old, "Established")) {
    fixed(definition.spec.scope, old.spec.scope, "spec.scope");
    fixed(definition.spec.names.kind, old.spec.names.kind, "spec.names.kind");
  }
  return errors;
}

}  // namespace coracle::apiserver::crd

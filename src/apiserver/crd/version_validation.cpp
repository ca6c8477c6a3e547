// One version of a CustomResourceDefinition.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "apiserver/crd/validation.h"
#include "apiserver/rest/status.h"
#include "json/json_path.h"
#include "schema/structural.h"

namespace coracle::apiserver::crd {
namespace {

namespace v1 = api::apiextensions::v1;
using Version = v1::CustomResourceDefinitionVersion;

std::string as_text(std::string_view text) { return json::serialize(json::Value(json::String(text))); }

void check_schema(const Version& version, const std::string& path, FieldErrors& errors) {
  const auto at = path + ".schema.openAPIV3Schema";
  if (!version.schema || version.schema->open_apiv3_schema.is_null()) {
    errors.push_back(required_field(at, "schemas are required"));
    return;
  }
  const auto& schema = version.schema->open_apiv3_schema;
  if (const auto type = json::text(schema, {"type"}); type.empty())
    errors.push_back(required_field(at + ".type", "must not be empty at the root"));
  else if (type != "object")
    errors.push_back(invalid_field(at + ".type", as_text(type), "must be object at the root"));
  // Nothing but names may be restricted of what belongs to Kubernetes.
  if (const auto* metadata = json::find(schema, {"properties", "metadata", "properties"});
      metadata != nullptr && metadata->is_object())
    for (const auto& [name, _] : metadata->get_object())
      if (name != "name" && name != "generateName")
        errors.push_back(forbidden_field(at + ".properties[metadata]",
                                         "must not specify anything other than name and generateName, but metadata is "
                                         "implicitly specified"));
  const auto parsed = schema::parse_structural(schema, at);
  if (parsed) return;
  const auto& details = parsed.error().details();
  if (!details || details->causes.empty()) {
    errors.push_back(invalid_field(at, "{}", parsed.error().message()));
    return;
  }
  for (const auto& cause : details->causes)
    // The root's type was looked at above, in other words.
    if (cause.field != at + ".type") errors.push_back(cause);
}

void check_column(const v1::CustomResourceColumnDefinition& column, const std::string& path, FieldErrors& errors) {
  constexpr std::array<std::string_view, 5> types = {"integer", "number", "string", "boolean", "date"};
  constexpr std::array<std::string_view, 10> formats = {"int32", "int64",     "float",    "double", "byte",
                                                        "date",  "date-time", "password", "binary", "uuid"};
  if (column.name.empty()) errors.push_back(required_field(path + ".name"));
  if (column.type.empty())
    errors.push_back(required_field(path + ".type", "must be one of boolean,date,integer,number,string"));
  else if (std::ranges::find(types, column.type) == types.end())
    errors.push_back(
        invalid_field(path + ".type", as_text(column.type), "must be one of boolean,date,integer,number,string"));
  if (!column.format.empty() && std::ranges::find(formats, column.format) == formats.end())
    errors.push_back(invalid_field(path + ".format", as_text(column.format),
                                   "must be one of binary,byte,date,date-time,double,float,int32,int64,password,uuid"));
  if (column.json_path.empty()) {
    errors.push_back(required_field(path + ".jsonPath"));
  } else if (!column.json_path.starts_with('.')) {
    errors.push_back(invalid_field(path + ".jsonPath", as_text(column.json_path), "must begin with a dot"));
  } else if (const auto compiled = json::JsonPath::compile(column.json_path); !compiled) {
    errors.push_back(invalid_field(path + ".jsonPath", as_text(column.json_path),
                                   "is an invalid json path: " + compiled.error().message()));
  }
}

/// Dots and names only, as scale reads and writes through it.
bool is_member_path(std::string_view path) {
  if (!path.starts_with('.') || path.ends_with('.') || path.find("..") != std::string_view::npos) return false;
  return std::ranges::all_of(path, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
}

void check_replicas_path(const std::string& text, std::string_view below, const std::string& path,
                         FieldErrors& errors) {
  if (text.empty())
    errors.push_back(required_field(path));
  else if (!is_member_path(text))
    errors.push_back(invalid_field(path, as_text(text), "must be a json path of names, without list indices"));
  else if (!text.starts_with(below))
    errors.push_back(invalid_field(path, as_text(text), fmt::format("should be a json path under {}", below)));
}

void check_subresources(const Version& version, const std::string& path, FieldErrors& errors) {
  if (!version.subresources || !version.subresources->scale) return;
  const auto& scale = *version.subresources->scale;
  const auto at = path + ".subresources.scale.";
  check_replicas_path(scale.spec_replicas_path, ".spec.", at + "specReplicasPath", errors);
  check_replicas_path(scale.status_replicas_path, ".status.", at + "statusReplicasPath", errors);
  const auto& selector = scale.label_selector_path;
  if (selector.empty()) return;
  if (!is_member_path(selector) || (!selector.starts_with(".spec.") && !selector.starts_with(".status.")))
    errors.push_back(invalid_field(at + "labelSelectorPath", as_text(selector),
                                   "should be a json path under either .spec or .status"));
}

void check_selectable(const Version& version, const std::string& path, FieldErrors& errors) {
  constexpr std::size_t most = 8;
  const auto& fields = version.selectable_fields;
  if (fields.size() > most)
    errors.push_back({path + ".selectableFields", "FieldValueTooMany",
                      fmt::format("Too many: {}: must have at most {} items", fields.size(), most)});
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto at = fmt::format("{}.selectableFields[{}].jsonPath", path, i);
    const auto& text = fields[i].json_path;
    if (text.empty())
      errors.push_back(required_field(at));
    else if (!is_member_path(text))
      errors.push_back(invalid_field(at, as_text(text), "is an invalid path: must be names after dots"));
    else if (text.starts_with(".metadata."))
      errors.push_back(invalid_field(at, as_text(text), "must not point to fields in metadata"));
  }
}
}  // namespace

void validate_version(const Version& version, const std::string& path, FieldErrors& errors) {
  check_schema(version, path, errors);
  for (std::size_t i = 0; i < version.additional_printer_columns.size(); ++i)
    check_column(version.additional_printer_columns[i], fmt::format("{}.additionalPrinterColumns[{}]", path, i),
                 errors);
  check_subresources(version, path, errors);
  check_selectable(version, path, errors);
  if (!version.deprecation_warning.empty() && !version.deprecated.value_or(false))
    errors.push_back(invalid_field(path + ".deprecationWarning", as_text(version.deprecation_warning),
                                   "can only be set for deprecated versions"));
  constexpr std::size_t longest_warning = 256;
  if (version.deprecation_warning.size() > longest_warning)
    errors.push_back({path + ".deprecationWarning", "FieldValueTooLong",
                      fmt::format("Too long: may not be more than {} bytes", longest_warning)});
}

}  // namespace coracle::apiserver::crd

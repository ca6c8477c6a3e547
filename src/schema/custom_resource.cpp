#include "schema/custom_resource.h"

#include <algorithm>
#include <cctype>
#include <string>

#include "schema/type.h"

namespace coracle::schema {
namespace custom_schema {
namespace {

/// The amounts that kube-apiserver takes (json/quantity.h), in the words of CRDs.
constexpr std::string_view quantity_pattern =
    R"(^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$)";

constexpr std::string_view built_in = "io.k8s.";
constexpr std::string_view object_meta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

boost::json::string_view text(std::string_view s) { return {s.data(), s.size()}; }

json::Array words(std::string_view list, char separator) {
  json::Array array;
  each_word(list, separator, [&](std::string_view word) { array.emplace_back(text(word)); });
  return array;
}

json::Object of_scalar(std::string_view type, std::string_view format = {}) {
  json::Object schema{{"type", text(type)}};
  if (!format.empty()) schema["format"] = text(format);
  return schema;
}

json::Object number_or_text() {
  return {{"anyOf", json::Array{of_scalar("integer"), of_scalar("string")}}, {"x-kubernetes-int-or-string", true}};
}

json::Object of_struct(const Struct& table);

json::Object of_type(const Type& type) {
  switch (type.kind) {
    case Kind::boolean:
      return of_scalar("boolean");
    case Kind::int32:
    case Kind::uint32:  // as the generators of other projects write it; the width of an unsigned one is nowhere checked
      return of_scalar("integer", "int32");
    case Kind::int64:
      return of_scalar("integer", "int64");
    case Kind::number:
      return of_scalar("number");
    case Kind::text:
      return of_scalar("string");
    case Kind::quantity: {
      auto schema = number_or_text();
      schema["pattern"] = text(quantity_pattern);
      return schema;
    }
    case Kind::int_or_string:
      return number_or_text();
    case Kind::time:
    case Kind::micro_time:
      return of_scalar("string", "date-time");
    case Kind::bytes:
      return of_scalar("string", "byte");
    case Kind::free_form:
      return {{"x-kubernetes-preserve-unknown-fields", true}};
    case Kind::list:
      return {{"type", "array"}, {"items", of_type(*type.element)}};
    case Kind::map:
      return {{"type", "object"}, {"additionalProperties", of_type(*type.element)}};
    case Kind::optional:
      return of_type(*type.element);
    case Kind::object:
      return of_struct(type.object());
  }
  return {};
}

void add_bounds(json::Object& schema, const Field& field) {
  if (!field.allowed.empty()) schema["enum"] = words(field.allowed, '|');
  if (!field.pattern.empty()) schema["pattern"] = text(field.pattern);
  if (!field.format.empty()) schema["format"] = text(field.format);
  if (field.minimum) schema["minimum"] = *field.minimum;
  if (field.maximum) schema["maximum"] = *field.maximum;
  if (field.most_items) schema["maxItems"] = *field.most_items;
  if (field.least_length) schema["minLength"] = *field.least_length;
  if (field.most_length) schema["maxLength"] = *field.most_length;
  if (field.rules.empty()) return;
  json::Array rules;
  for (const auto& rule : field.rules) {
    rules.push_back(json::Object{{"rule", text(rule.expression)}, {"message", text(rule.message)}});
  }
  schema["x-kubernetes-validations"] = std::move(rules);
}

void add_shape(json::Object& schema, const Field& field) {
  switch (field.list) {
    case ListType::none:
      break;
    case ListType::atomic:
      schema["x-kubernetes-list-type"] = "atomic";
      break;
    case ListType::set:
      schema["x-kubernetes-list-type"] = "set";
      break;
    case ListType::map:
      schema["x-kubernetes-list-type"] = "map";
      schema["x-kubernetes-list-map-keys"] = words(field.list_keys, ',');
      break;
  }
  if (field.atomic_map) schema["x-kubernetes-map-type"] = "atomic";
  if (field.embedded) schema["x-kubernetes-embedded-resource"] = true;
  if (field.keep_unknown) schema["x-kubernetes-preserve-unknown-fields"] = true;
  if (field.nullable_value) schema["nullable"] = true;
}

json::Object of_field(const Struct& table, const Field& field) {
  auto schema = of_type(*field.type);
  schema["description"] = text(field.doc);
  add_shape(schema, field);
  add_bounds(schema, field);
  // A built-in type's values are for its own API server to judge, which may be newer than this schema.
  if (table.name.starts_with(built_in)) schema.erase("enum");
  if (!field.fallback.empty()) schema["default"] = boost::json::parse(text(field.fallback));
  return schema;
}

json::Object of_struct(const Struct& table) {
  json::Object schema{{"type", "object"}};
  if (table.name == object_meta) return schema;
  json::Object properties;
  json::Array required;
  for (const auto& field : table.fields) {
    properties[text(field.json)] = of_field(table, field);
    if (field.presence == Presence::required) required.emplace_back(text(field.json));
  }
  if (!properties.empty()) schema["properties"] = std::move(properties);
  if (!required.empty()) schema["required"] = std::move(required);
  if (table.atomic) schema["x-kubernetes-map-type"] = "atomic";
  return schema;
}

std::string lower(std::string_view word) {
  std::string out(word);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

json::Array columns_of(const CustomResource& resource) {
  json::Array columns;
  for (const auto& column : resource.columns) {
    json::Object one{{"name", text(column.name)}, {"type", text(column.type)}, {"jsonPath", text(column.path)}};
    if (column.priority != 0) one["priority"] = column.priority;
    columns.push_back(std::move(one));
  }
  return columns;
}

json::Object subresources_of(const CustomResource& resource) {
  json::Object subresources;
  if (resource.status) subresources["status"] = json::Object{};
  if (resource.scale != nullptr) {
    subresources["scale"] = json::Object{{"specReplicasPath", text(resource.scale->spec_replicas)},
                                         {"statusReplicasPath", text(resource.scale->status_replicas)},
                                         {"labelSelectorPath", text(resource.scale->label_selector)}};
  }
  return subresources;
}

json::Object version_of(const CustomResource& resource, const ResourceVersion& version) {
  json::Object one{{"name", text(version.name)}, {"served", true}, {"storage", version.storage}};
  if (!version.deprecation.empty()) {
    one["deprecated"] = true;
    one["deprecationWarning"] = text(version.deprecation);
  }
  if (auto columns = columns_of(resource); !columns.empty()) one["additionalPrinterColumns"] = std::move(columns);
  if (auto subresources = subresources_of(resource); !subresources.empty()) {
    one["subresources"] = std::move(subresources);
  }
  one["schema"] = json::Object{{"openAPIV3Schema", structural_schema(resource.table())}};
  return one;
}

}  // namespace
}  // namespace custom_schema

json::Value structural_schema(const Struct& table) {
  auto schema = custom_schema::of_struct(table);
  schema["description"] = custom_schema::text(table.doc);
  return schema;
}

json::Value custom_resource_definition(const CustomResource& resource) {
  using custom_schema::text;
  const auto& served = resource.table().served;
  json::Object names{{"kind", text(served.kind)},
                     {"listKind", std::string(served.kind) + "List"},
                     {"plural", text(resource.plural)},
                     {"singular", custom_schema::lower(served.kind)}};
  if (!resource.short_names.empty()) names["shortNames"] = custom_schema::words(resource.short_names, '|');
  if (resource.in_all) names["categories"] = json::Array{"all"};
  json::Array versions;
  for (const auto& version : resource.versions) versions.push_back(custom_schema::version_of(resource, version));

  json::Object metadata{{"name", std::string(resource.plural) + "." + std::string(served.group)}};
  if (!resource.label.empty()) metadata["labels"] = json::Object{{text(resource.label), ""}};
  return json::Object{{"apiVersion", "apiextensions.k8s.io/v1"},
                      {"kind", "CustomResourceDefinition"},
                      {"metadata", std::move(metadata)},
                      {"spec", json::Object{{"group", text(served.group)},
                                            {"names", std::move(names)},
                                            {"scope", resource.namespaced ? "Namespaced" : "Cluster"},
                                            {"conversion", json::Object{{"strategy", "None"}}},
                                            {"versions", std::move(versions)}}}};
}

}  // namespace coracle::schema

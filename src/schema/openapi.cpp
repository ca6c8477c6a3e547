#include "schema/openapi.h"

#include <algorithm>

#include "schema/type.h"

namespace coracle::schema {
namespace {

constexpr std::string_view meta_prefix = "io.k8s.apimachinery.pkg.apis.meta.v1.";

boost::json::string_view api_text(std::string_view text) { return {text.data(), text.size()}; }
json::Value text_value(std::string_view text) { return json::Value(api_text(text)); }

json::Object reference_to(std::string_view name) {
  return {{"$ref", text_value("#/components/schemas/" + std::string(name))}};
}

/// Scalars that Kubernetes gives a component of their own.
struct NamedScalar {
  Kind kind;
  std::string_view name;
};
constexpr NamedScalar named_scalars[] = {
    {Kind::quantity, "io.k8s.apimachinery.pkg.api.resource.Quantity"},
    {Kind::int_or_string, "io.k8s.apimachinery.pkg.util.intstr.IntOrString"},
    {Kind::time, "io.k8s.apimachinery.pkg.apis.meta.v1.Time"},
    {Kind::micro_time, "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime"},
};

json::Object scalar_schema(Kind kind) {
  switch (kind) {
    case Kind::boolean:
      return {{"type", "boolean"}};
    case Kind::int32:
      return {{"type", "integer"}, {"format", "int32"}};
    case Kind::int64:
      return {{"type", "integer"}, {"format", "int64"}};
    case Kind::uint32:
      return {{"type", "integer"}, {"format", "int32"}, {"minimum", 0}};
    case Kind::number:
      return {{"type", "number"}, {"format", "double"}};
    case Kind::time:
    case Kind::micro_time:
      return {{"type", "string"}, {"format", "date-time"}};
    case Kind::bytes:
      return {{"type", "string"}, {"format", "byte"}};
    case Kind::quantity:
      return {{"oneOf", json::Array{json::Object{{"type", "string"}}, json::Object{{"type", "number"}}}}};
    case Kind::int_or_string:
      return {{"oneOf", json::Array{json::Object{{"type", "integer"}}, json::Object{{"type", "string"}}}},
              {"format", "int-or-string"}};
    case Kind::free_form:
      return {{"type", "object"}};
    default:
      return {{"type", "string"}};
  }
}

json::Array list_of_words(std::string_view words, char separator) {
  json::Array list;
  each_word(words, separator, [&](std::string_view word) { list.emplace_back(api_text(word)); });
  return list;
}

void add_rules(json::Object& schema, const Field& field) {
  schema["description"] = text_value(field.doc);
  if (!field.allowed.empty()) schema["enum"] = list_of_words(field.allowed, '|');
  if (!field.pattern.empty()) schema["pattern"] = text_value(field.pattern);
  if (!field.format.empty()) schema["format"] = text_value(field.format);
  if (!field.fallback.empty()) schema["default"] = json::parse(field.fallback).take();
  if (field.minimum) schema["minimum"] = *field.minimum;
  if (field.maximum) schema["maximum"] = *field.maximum;
  if (field.most_items) schema["maxItems"] = *field.most_items;
  if (field.least_length) schema["minLength"] = *field.least_length;
  if (field.most_length) schema["maxLength"] = *field.most_length;
  if (field.nullable_value) schema["nullable"] = true;
  if (field.embedded) schema["x-kubernetes-embedded-resource"] = true;
  if (field.keep_unknown) schema["x-kubernetes-preserve-unknown-fields"] = true;
  if (field.atomic_map) schema["x-kubernetes-map-type"] = "atomic";
  if (field.list != ListType::none) {
    schema["x-kubernetes-list-type"] = field.list == ListType::atomic ? "atomic"
                                       : field.list == ListType::set  ? "set"
                                                                      : "map";
  }
  if (!field.list_keys.empty()) schema["x-kubernetes-list-map-keys"] = list_of_words(field.list_keys, ',');
}

void add_patch_keys(json::Object& schema, const Field& field) {
  std::string strategy = field.patch_merges ? "merge" : "";
  if (field.patch_retains_keys) strategy += strategy.empty() ? "retainKeys" : ",retainKeys";
  if (!strategy.empty()) schema["x-kubernetes-patch-strategy"] = text_value(strategy);
  if (!field.patch_key.empty()) schema["x-kubernetes-patch-merge-key"] = text_value(field.patch_key);
}

json::Array required_of(const Struct& table) {
  json::Array required;
  for (const auto& field : table.fields) {
    if (field.presence == Presence::required) required.push_back(text_value(field.json));
  }
  return required;
}

class Components {
 public:
  explicit Components(json::Object& components) : components_(components) {}

  void add(const Struct& table) {
    if (components_.contains(api_text(table.name))) return;
    components_.emplace(api_text(table.name), nullptr);  // stands for it while its own parts are added
    json::Object properties;
    for (const auto& field : table.fields) properties[api_text(field.json)] = member(field);
    json::Object schema{{"type", "object"}, {"description", text_value(table.doc)}};
    if (!properties.empty()) schema["properties"] = std::move(properties);
    if (auto required = required_of(table); !required.empty()) schema["required"] = std::move(required);
    if (table.atomic) schema["x-kubernetes-map-type"] = "atomic";
    if (!table.served.kind.empty()) schema["x-kubernetes-group-version-kind"] = json::Array{served(table.served)};
    components_[api_text(table.name)] = std::move(schema);
  }

  static json::Value served(const GroupVersionKind& kind) {
    return json::Object{
        {"group", text_value(kind.group)}, {"version", text_value(kind.version)}, {"kind", text_value(kind.kind)}};
  }

 private:
  json::Value member(const Field& field) {
    auto schema = value(*field.type);
    // A $ref may have no neighbours, so what the field says stands around it.
    if (schema.contains("$ref")) schema = json::Object{{"allOf", json::Array{std::move(schema)}}};
    add_rules(schema, field);
    add_patch_keys(schema, field);
    return schema;
  }

  json::Object value(const Type& type) {
    switch (type.kind) {
      case Kind::optional:
        return value(*type.element);
      case Kind::object:
        add(type.object());
        return reference_to(type.object().name);
      case Kind::list:
        return {{"type", "array"}, {"items", value(*type.element)}};
      case Kind::map:
        return {{"type", "object"}, {"additionalProperties", value(*type.element)}};
      default:
        break;
    }
    for (const auto& scalar : named_scalars) {
      if (scalar.kind != type.kind) continue;
      components_.emplace(api_text(scalar.name), scalar_schema(type.kind));
      return reference_to(scalar.name);
    }
    return scalar_schema(type.kind);
  }

  json::Object& components_;
};

bool v2_has(std::string_view keyword) {
  return keyword != "nullable" && keyword != "oneOf" && keyword != "anyOf" && keyword != "not";
}

json::Value as_v2(const json::Value& schema, bool names_members) {
  if (const auto* list = schema.if_array()) {
    json::Array out;
    for (const auto& item : *list) out.push_back(as_v2(item, false));
    return out;
  }
  const auto* members = schema.if_object();
  if (members == nullptr) return schema;
  // v2 allows neighbours of a $ref to be passed over, so allOf around a lone one is not needed.
  json::Object out;
  for (const auto& member : *members) {
    const std::string_view key(member.key().data(), member.key().size());
    if (names_members) {
      out[member.key()] = as_v2(member.value(), false);
      continue;
    }
    if (key == "allOf" && member.value().is_array() && member.value().get_array().size() == 1) {
      const auto inner = as_v2(member.value().get_array()[0], false);
      for (const auto& part : inner.get_object()) out[part.key()] = part.value();
    } else if (key == "$ref") {
      const std::string_view target(member.value().get_string().data(), member.value().get_string().size());
      out["$ref"] = text_value("#/definitions/" + std::string(target.substr(target.rfind('/') + 1)));
    } else if (key == "default" || key == "enum" || key == "example") {
      out[member.key()] = member.value();
    } else if (v2_has(key)) {
      out[member.key()] = as_v2(member.value(), key == "properties");
    }
  }
  const auto* either = members->if_contains("oneOf");
  if (either != nullptr && !out.contains("type")) out["type"] = "string";
  return out;
}

}  // namespace

void add_component(json::Object& components, const Struct& table) { Components(components).add(table); }

void add_list_component(json::Object& components, const Struct& table) {
  add_component(components, table);
  const auto name = std::string(table.name) + "List";
  const auto kind = std::string(table.served.kind) + "List";
  json::Object schema{
      {"type", "object"},
      {"description", text_value("A list of " + std::string(table.served.kind) + " objects.")},
      {"required", json::Array{"items"}},
      {"properties",
       json::Object{
           {"apiVersion", json::Object{{"type", "string"}, {"description", "Group and version of the list."}}},
           {"kind", json::Object{{"type", "string"}, {"description", "Kind of the list."}}},
           {"metadata", json::Object{{"allOf", json::Array{reference_to(std::string(meta_prefix) + "ListMeta")}},
                                     {"description", "What the list says of itself."}}},
           {"items",
            json::Object{{"type", "array"}, {"items", reference_to(table.name)}, {"description", "The objects."}}}}},
      {"x-kubernetes-group-version-kind",
       json::Array{Components::served({table.served.group, table.served.version, kind})}}};
  components[api_text(name)] = std::move(schema);
}

std::string component_name(std::string_view group, std::string_view version, std::string_view kind) {
  std::vector<std::string_view> parts;
  each_word(group, '.', [&](std::string_view part) { parts.push_back(part); });
  std::reverse(parts.begin(), parts.end());
  parts.push_back(version);
  parts.push_back(kind);
  std::string name;
  for (const auto part : parts) {
    if (!name.empty()) name += '.';
    name += part;
  }
  return name;
}

json::Value crd_component(const json::Value& schema, const GroupVersionKind& kind) {
  auto component = schema.is_object() ? schema.get_object() : json::Object();
  component["type"] = "object";
  auto* properties = component["properties"].if_object();
  auto members = properties != nullptr ? *properties : json::Object();
  members["apiVersion"] = json::Object{{"type", "string"}, {"description", "Group and version of the object."}};
  members["kind"] = json::Object{{"type", "string"}, {"description", "Kind of the object."}};
  members["metadata"] = json::Object{{"allOf", json::Array{reference_to(std::string(meta_prefix) + "ObjectMeta")}},
                                     {"description", "Standard metadata."}};
  component["properties"] = std::move(members);
  component["x-kubernetes-group-version-kind"] = json::Array{Components::served(kind)};
  return component;
}

json::Object as_definitions(const json::Object& components) {
  json::Object definitions;
  for (const auto& component : components) definitions[component.key()] = as_v2(component.value(), false);
  return definitions;
}

}  // namespace coracle::schema

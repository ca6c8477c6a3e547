#include "apiserver/openapi/documents.h"

#include <fmt/core.h>

#include "api/tables.h"
#include "apiserver/openapi/operations.h"
#include "apiserver/server.h"
#include "apiserver/store/collection.h"
#include "schema/openapi.h"
#include "schema/type.h"

namespace coracle::apiserver::openapi {
namespace {

json::Value word(std::string_view text) { return json::Value(json::String(text)); }

const schema::Struct* table_of_kind(std::string_view group, std::string_view version, std::string_view kind) {
  for (const auto* table : api::tables())
    if (table->served.group == group && table->served.version == version && table->served.kind == kind) return table;
  return nullptr;
}

/// A struct that kinds hold: found by its name below the table of any kind.
const schema::Struct& object_meta() {
  const auto* pod = table_of_kind("", "v1", "Pod");
  return pod->find("metadata")->type->object();
}

json::Object reference(std::string_view component) {
  return {{"$ref", word(fmt::format("#/components/schemas/{}", component))}};
}

/// What is always there, of any group version.
void add_common(json::Object& components) {
  components[patch_component] = json::Object{
      {"type", "object"}, {"description", "A change: a JSON patch, a merge patch, or a configuration to apply."}};
  schema::add_component(components, object_meta());
  if (const auto* status = table_of_kind("", "v1", "Status")) schema::add_component(components, *status);
  if (!components.contains(status_component))
    components[status_component] =
        json::Object{{"type", "object"}, {"description", "Answers a call that gives no other object."}};
}

/// v2 knows no nullable, and unknown members below named ones would be taken for mistakes by clients that check.
void loosen(json::Value& schema) {
  if (auto* list = schema.if_array()) {
    for (auto& item : *list) loosen(item);
    return;
  }
  auto* members = schema.if_object();
  if (members == nullptr) return;
  const auto is_set = [&](std::string_view name) {
    const auto* flag = members->if_contains(name);
    return flag != nullptr && flag->is_bool() && flag->get_bool();
  };
  if (is_set("nullable") || is_set("x-kubernetes-preserve-unknown-fields")) {
    members->erase("properties");
    members->erase("items");
    members->erase("additionalProperties");
    members->erase("required");
  }
  if (is_set("nullable") || is_set("x-kubernetes-int-or-string")) members->erase("type");
  for (auto& [name, value] : *members) {
    if (name == "properties") {
      if (auto* properties = value.if_object())
        for (auto& property : *properties) loosen(property.value());
    } else if (name != "default" && name != "enum" && name != "example") {
      loosen(value);
    }
  }
}

class Components {
 public:
  Components(json::Object& components, Definitions definitions, bool loose)
      : components_(components), definitions_(definitions), loose_(loose) {}

  ComponentNames add(const Resource& resource) {
    ComponentNames names;
    names.scale = "io.k8s.api.autoscaling.v1.Scale";
    if (resource.subresource("scale") != nullptr)
      if (const auto* scale = table_of_kind("autoscaling", "v1", "Scale")) {
        names.scale = scale->name;
        schema::add_component(components_, *scale);
      }
    if (resource.custom) return add_custom(resource, std::move(names));
    if (const auto* table = table_of_kind(resource.group, resource.version, resource.kind)) {
      names.object = table->name;
      names.list = names.object + "List";
      if (resource.review)
        schema::add_component(components_, *table);
      else
        schema::add_list_component(components_, *table);
    }
    return names;
  }

 private:
  ComponentNames add_custom(const Resource& resource, ComponentNames names) {
    names.object = schema::component_name(resource.group, resource.version, resource.kind);
    names.list = names.object + "List";
    auto component = schema::crd_component(schema_of(resource), {resource.group, resource.version, resource.kind});
    if (loose_) loosen(component);
    components_[names.object] = std::move(component);
    const auto kind = resource.list_kind_or_default();
    components_[names.list] = json::Object{
        {"type", "object"},
        {"description", word(fmt::format("A list of {} objects.", resource.kind))},
        {"required", json::Array{"items"}},
        {"properties", json::Object{{"apiVersion", json::Object{{"type", "string"}}},
                                    {"kind", json::Object{{"type", "string"}}},
                                    {"metadata", json::Object{{"type", "object"}}},
                                    {"items", json::Object{{"type", "array"}, {"items", reference(names.object)}}}}},
        {"x-kubernetes-group-version-kind",
         json::Array{json::Object{
             {"group", word(resource.group)}, {"version", word(resource.version)}, {"kind", word(kind)}}}}};
    return names;
  }

  /// The schema as the definition has it now.
  json::Value schema_of(const Resource& resource) {
    const auto name = resource.plural + "." + resource.group;
    if (name != parsed_name_) {
      const auto stored = definitions_ == nullptr ? nullptr : definitions_->snapshot()->find(name);
      parsed_ = stored ? stored->parse() : json::Value{};
      parsed_name_ = name;
    }
    if (const auto* versions = json::find(parsed_, {"spec", "versions"}); versions != nullptr && versions->is_array())
      for (const auto& version : versions->get_array())
        if (json::text(version, {"name"}) == resource.version)
          if (const auto* schema = json::find(version, {"schema", "openAPIV3Schema"})) return *schema;
    return json::Object{{"type", "object"}};
  }

  json::Object& components_;
  Definitions definitions_;
  bool loose_;
  std::string parsed_name_;
  json::Value parsed_;
};

json::Object kind_extension(const Operation& operation) {
  return {{"group", word(operation.group)}, {"version", word(operation.version)}, {"kind", word(operation.kind)}};
}

json::Array tag_of_group(const Operation& operation) {
  auto tag = operation.group.empty() ? "core_" + operation.version : operation.group + "_" + operation.version;
  return json::Array{word(tag)};
}

std::vector<std::string_view> patch_types(const Operation& operation) {
  std::vector<std::string_view> types = {"application/json-patch+json", "application/merge-patch+json",
                                         "application/apply-patch+yaml"};
  if (operation.merges_strategically) types.push_back("application/strategic-merge-patch+json");
  return types;
}

/// The two forms of the same facts.
struct V3Form {
  static json::Object parameter(std::string_view name, std::string_view in, std::string_view type,
                                std::string_view description) {
    json::Object out{{"name", word(name)},
                     {"in", word(in)},
                     {"description", word(description)},
                     {"schema", json::Object{{"type", word(type)}, {"uniqueItems", true}}}};
    if (in == "path") out["required"] = true;
    return out;
  }
  static void body(json::Object& out, const Operation& operation) {
    json::Object content;
    if (operation.action == "patch")
      for (const auto type : patch_types(operation))
        content[type] = json::Object{{"schema", reference(operation.body)}};
    else
      content["*/*"] = json::Object{{"schema", reference(operation.body)}};
    out["requestBody"] = json::Object{{"content", std::move(content)}, {"required", true}};
  }
  static json::Value answer(const Operation& operation) {
    json::Object content;
    for (const auto* type : {"application/json", "application/yaml"})
      content[type] = json::Object{{"schema", reference(operation.answer)}};
    return json::Object{{"description", "OK"}, {"content", std::move(content)}};
  }
};

struct V2Form {
  static json::Object definition(std::string_view component) {
    return {{"$ref", word(fmt::format("#/definitions/{}", component))}};
  }
  static json::Object parameter(std::string_view name, std::string_view in, std::string_view type,
                                std::string_view description) {
    json::Object out{{"name", word(name)},
                     {"in", word(in)},
                     {"description", word(description)},
                     {"type", word(type)},
                     {"uniqueItems", true}};
    if (in == "path") out["required"] = true;
    return out;
  }
  static void body(json::Object& out, const Operation& operation) {
    out["parameters"].get_array().push_back(
        json::Object{{"name", "body"}, {"in", "body"}, {"required", true}, {"schema", definition(operation.body)}});
    json::Array types;
    if (operation.action == "patch")
      for (const auto type : patch_types(operation)) types.push_back(word(type));
    else
      types.push_back("*/*");
    out["consumes"] = std::move(types);
  }
  static json::Value answer(const Operation& operation) {
    return json::Object{{"description", "OK"}, {"schema", definition(operation.answer)}};
  }
};

template <class Form>
json::Object operation_value(const Operation& operation) {
  json::Object out{{"description", word(operation.description)},
                   {"operationId", word(operation.id)},
                   {"tags", tag_of_group(operation)},
                   {"parameters", json::Array{}}};
  auto& parameters = out["parameters"].get_array();
  for (const auto* parameter : operation.query)
    parameters.push_back(Form::parameter(parameter->name, "query", parameter->type, parameter->description));
  if (!operation.body.empty()) Form::body(out, operation);
  out["responses"] =
      json::Object{{"200", Form::answer(operation)}, {"401", json::Object{{"description", "Unauthorized"}}}};
  out["x-kubernetes-action"] = word(operation.action);
  out["x-kubernetes-group-version-kind"] = kind_extension(operation);
  return out;
}

template <class Form>
void add_paths(json::Object& paths, const Resource& resource, const ComponentNames& names) {
  if (names.object.empty()) return;
  for (const auto& path : paths_of(resource, names)) {
    json::Object item;
    for (const auto& operation : path.operations) item[operation.method] = operation_value<Form>(operation);
    json::Array parameters;
    for (const std::string_view name : {"name", "namespace"})
      if (path.path.find(fmt::format("{{{}}}", name)) != std::string::npos)
        parameters.push_back(Form::parameter(name, "path", "string", path_parameter_text(name)));
    parameters.push_back(Form::parameter("pretty", "query", "string", "true: the answer is laid out for people."));
    item["parameters"] = std::move(parameters);
    paths[path.path] = std::move(item);
  }
}

json::Object info() {
  return {{"title", "Kubernetes"}, {"version", word(json::text(version_value(), {"gitVersion"}))}};
}
}  // namespace

json::Value v3_document(const Resources& resources, Definitions definitions, std::string_view group,
                        std::string_view version) {
  json::Object components, paths;
  add_common(components);
  Components add(components, definitions, false);
  for (const auto& resource : resources.of(group, version)) add_paths<V3Form>(paths, *resource, add.add(*resource));
  return json::Object{{"openapi", "3.0.0"},
                      {"info", info()},
                      {"paths", std::move(paths)},
                      {"components", json::Object{{"schemas", std::move(components)}}}};
}

json::Value v2_document(const Resources& resources, Definitions definitions) {
  json::Object components, paths;
  add_common(components);
  Components add(components, definitions, true);
  // Versions of one kind stand together, so that their definition is read once.
  for (const auto& resource : resources.all()) add_paths<V2Form>(paths, *resource, add.add(*resource));
  return json::Object{{"swagger", "2.0"},
                      {"info", info()},
                      {"paths", std::move(paths)},
                      {"definitions", schema::as_definitions(components)}};
}

std::string v3_hash(const Resources& resources, Definitions definitions, std::string_view group,
                    std::string_view version) {
  // FNV-1a over what the document is made of.
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  const auto add = [&](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    hash = (hash ^ 0xffU) * 0x100000001b3ULL;
  };
  add(json::text(version_value(), {"gitVersion"}));
  for (const auto& resource : resources.of(group, version)) {
    add(resource->plural);
    add(resource->kind);
    if (!resource->custom || definitions == nullptr) continue;
    if (const auto stored = definitions->snapshot()->find(resource->plural + "." + resource->group))
      add(fmt::format("{} {}", stored->uid(), stored->revision()));
  }
  return fmt::format("{:016X}", hash);
}

}  // namespace coracle::apiserver::openapi

#include <fmt/format.h>

#include <array>

#include "schema/pattern.h"
#include "schema/structural.h"

namespace coracle::schema {
namespace {

std::string_view key_of(const boost::json::key_value_pair& member) {
  return {member.key().data(), member.key().size()};
}

/// Reads one schema and those within it. Each keyword is a row of `keywords`.
class StructuralReader {
 public:
  StructuralReader(FieldErrors& errors) : errors_(errors) {}

  Structural read(const json::Value& schema, const std::string& path, bool within_logic) {
    Structural node;
    const auto* members = schema.if_object();
    if (members == nullptr) {
      wrong(path, "FieldValueInvalid", "Invalid value: must be a schema object");
      return node;
    }
    for (const auto& member : *members) keyword(node, key_of(member), member.value(), path, within_logic);
    if (!within_logic) check_structure(node, *members, path);
    return node;
  }

 private:
  using Read = void (StructuralReader::*)(Structural&, const json::Value&, const std::string&, bool);
  struct Keyword {
    std::string_view name;
    Read read;
  };

  void keyword(Structural& node, std::string_view name, const json::Value& value, const std::string& path,
               bool within_logic) {
    if (value.is_null() && name != "default") return;
    const auto at = path.empty() ? std::string(name) : path + "." + std::string(name);
    for (const auto& known : keywords) {
      if (known.name == name) return (this->*known.read)(node, value, at, within_logic);
    }
    if (name.starts_with("x-kubernetes-") || name == "title" || name == "example" || name == "externalDocs" ||
        name == "id" || name == "$schema") {
      return;
    }
    wrong(at, "FieldValueForbidden", "Forbidden: is not supported in a structural schema");
  }

  /// What makes a schema structural: a type everywhere, and only one of properties and additionalProperties.
  void check_structure(const Structural& node, const json::Object& members, const std::string& path) {
    if (node.type == JsonType::any && !node.int_or_string && !node.keep_unknown) {
      wrong(path + ".type", "FieldValueRequired", "Required value: must not be empty for specified object fields");
    }
    if (node.type == JsonType::array && !node.items) {
      wrong(path + ".items", "FieldValueRequired", "Required value: must be specified");
    }
    if (members.contains("properties") && members.contains("additionalProperties")) {
      wrong(path + ".additionalProperties", "FieldValueForbidden",
            "Forbidden: additionalProperties and properties are mutual exclusive");
    }
    if (node.list == ListType::map && node.list_keys.empty()) {
      wrong(path + ".x-kubernetes-list-map-keys", "FieldValueRequired",
            "Required value: must not be empty if x-kubernetes-list-type is map");
    }
  }

  void type(Structural& node, const json::Value& value, const std::string& path, bool) {
    const auto name = text(value, path);
    for (auto t : {JsonType::object, JsonType::array, JsonType::string, JsonType::integer, JsonType::number,
                   JsonType::boolean}) {
      if (to_string(t) == name) {
        node.type = t;
        return;
      }
    }
    wrong(path, "FieldValueNotSupported",
          fmt::format("Unsupported value: \"{}\": supported values: \"array\", \"boolean\", \"integer\", \"number\", "
                      "\"object\", \"string\"",
                      name));
  }
  void description(Structural& node, const json::Value& v, const std::string& p, bool) {
    node.description = text(v, p);
  }
  void format(Structural& node, const json::Value& v, const std::string& p, bool) { node.format = text(v, p); }
  void nullable(Structural& node, const json::Value& v, const std::string& p, bool) { node.nullable = flag(v, p); }
  void int_or_string(Structural& node, const json::Value& v, const std::string& p, bool) {
    node.int_or_string = flag(v, p);
  }
  void keep_unknown(Structural& node, const json::Value& v, const std::string& p, bool) {
    node.keep_unknown = flag(v, p);
  }
  void embedded(Structural& node, const json::Value& v, const std::string& p, bool) {
    node.embedded_resource = flag(v, p);
  }
  void unique_items(Structural& node, const json::Value& v, const std::string& p, bool) {
    node.unique_items = flag(v, p);
  }
  void exclusive_minimum(Structural& node, const json::Value& v, const std::string& p, bool) {
    node.exclusive_minimum = flag(v, p);
  }
  void exclusive_maximum(Structural& node, const json::Value& v, const std::string& p, bool) {
    node.exclusive_maximum = flag(v, p);
  }
  void map_type(Structural& node, const json::Value& v, const std::string& p, bool) {
    node.atomic_map = text(v, p) == "atomic";
  }
  void list_type(Structural& node, const json::Value& v, const std::string& p, bool) {
    const auto name = text(v, p);
    node.list = name == "atomic" ? ListType::atomic
                : name == "set"  ? ListType::set
                : name == "map"  ? ListType::map
                                 : ListType::none;
    if (node.list == ListType::none) {
      wrong(p, "FieldValueNotSupported",
            fmt::format("Unsupported value: \"{}\": supported values: \"atomic\", \"map\", \"set\"", name));
    }
  }
  void list_keys(Structural& node, const json::Value& v, const std::string& p, bool) { node.list_keys = texts(v, p); }
  void required(Structural& node, const json::Value& v, const std::string& p, bool) { node.required = texts(v, p); }
  void minimum(Structural& node, const json::Value& v, const std::string& p, bool) { node.minimum = number(v, p); }
  void maximum(Structural& node, const json::Value& v, const std::string& p, bool) { node.maximum = number(v, p); }
  void multiple_of(Structural& node, const json::Value& v, const std::string& p, bool) {
    node.multiple_of = number(v, p);
    if (node.multiple_of && *node.multiple_of <= 0) {
      wrong(p, "FieldValueInvalid", "Invalid value: must be greater than 0");
      node.multiple_of.reset();
    }
  }
  void min_length(Structural& node, const json::Value& v, const std::string& p, bool) { node.min_length = count(v, p); }
  void max_length(Structural& node, const json::Value& v, const std::string& p, bool) { node.max_length = count(v, p); }
  void min_items(Structural& node, const json::Value& v, const std::string& p, bool) { node.min_items = count(v, p); }
  void max_items(Structural& node, const json::Value& v, const std::string& p, bool) { node.max_items = count(v, p); }
  void min_properties(Structural& node, const json::Value& v, const std::string& p, bool) {
    node.min_properties = count(v, p);
  }
  void max_properties(Structural& node, const json::Value& v, const std::string& p, bool) {
    node.max_properties = count(v, p);
  }
  void pattern(Structural& node, const json::Value& v, const std::string& p, bool) {
    auto compiled = Pattern::compile(text(v, p));
    if (!compiled) return wrong(p, "FieldValueInvalid", "Invalid value: " + compiled.error().message());
    node.pattern = *compiled;
  }
  void allowed(Structural& node, const json::Value& v, const std::string& p, bool) {
    const auto* values = v.if_array();
    if (values == nullptr) return mistyped(p, "an array");
    node.allowed.assign(values->begin(), values->end());
  }
  void fallback(Structural& node, const json::Value& v, const std::string& p, bool within_logic) {
    if (within_logic) return wrong(p, "FieldValueForbidden", "Forbidden: must be undefined to be structural");
    node.fallback = std::make_shared<const json::Value>(v);
  }
  void rules(Structural& node, const json::Value& v, const std::string&, bool) {
    node.rules = std::make_shared<const json::Value>(v);
  }
  void properties(Structural& node, const json::Value& v, const std::string& p, bool within_logic) {
    const auto* members = v.if_object();
    if (members == nullptr) return mistyped(p, "an object");
    auto read_members = std::make_shared<Members>();
    for (const auto& member : *members) {
      const std::string name(key_of(member));
      read_members->emplace(name, read(member.value(), fmt::format("{}[{}]", p, name), within_logic));
    }
    node.properties = std::move(read_members);
  }
  void additional(Structural& node, const json::Value& v, const std::string& p, bool within_logic) {
    if (const auto* allowed_any = v.if_bool()) {
      if (!*allowed_any) return;
      Structural any;
      any.keep_unknown = true;
      node.additional = std::make_shared<const Structural>(std::move(any));
      return;
    }
    node.additional = std::make_shared<const Structural>(read(v, p, within_logic));
  }
  void items(Structural& node, const json::Value& v, const std::string& p, bool within_logic) {
    node.items = std::make_shared<const Structural>(read(v, p, within_logic));
  }
  void none_of(Structural& node, const json::Value& v, const std::string& p, bool) {
    node.none_of = std::make_shared<const Structural>(read(v, p, true));
  }
  void all_of(Structural& node, const json::Value& v, const std::string& p, bool) { node.all_of = schemas(v, p); }
  void any_of(Structural& node, const json::Value& v, const std::string& p, bool) { node.any_of = schemas(v, p); }
  void one_of(Structural& node, const json::Value& v, const std::string& p, bool) { node.one_of = schemas(v, p); }

  std::vector<Structural> schemas(const json::Value& value, const std::string& path) {
    std::vector<Structural> all;
    const auto* list = value.if_array();
    if (list == nullptr) {
      mistyped(path, "an array");
      return all;
    }
    for (std::size_t i = 0; i < list->size(); ++i)
      all.push_back(read((*list)[i], fmt::format("{}[{}]", path, i), true));
    return all;
  }
  std::string text(const json::Value& value, const std::string& path) {
    if (const auto* s = value.if_string()) return std::string(s->data(), s->size());
    mistyped(path, "a string");
    return {};
  }
  std::vector<std::string> texts(const json::Value& value, const std::string& path) {
    std::vector<std::string> all;
    if (const auto* list = value.if_array()) {
      for (const auto& item : *list) all.push_back(text(item, path));
    } else {
      mistyped(path, "an array");
    }
    return all;
  }
  bool flag(const json::Value& value, const std::string& path) {
    if (const auto* b = value.if_bool()) return *b;
    mistyped(path, "a boolean");
    return false;
  }
  std::optional<double> number(const json::Value& value, const std::string& path) {
    if (value.is_number()) return value.to_number<double>();
    mistyped(path, "a number");
    return std::nullopt;
  }
  std::optional<std::int64_t> count(const json::Value& value, const std::string& path) {
    if (const auto* i = value.if_int64(); i != nullptr && *i >= 0) return *i;
    mistyped(path, "a whole number that is not negative");
    return std::nullopt;
  }
  void mistyped(const std::string& path, std::string_view what) {
    wrong(path, "FieldValueTypeInvalid", fmt::format("Invalid value: must be {}", what));
  }
  void wrong(const std::string& path, std::string_view reason, std::string message) {
    if (errors_.size() < 100) errors_.push_back({path, std::string(reason), std::move(message)});
  }

  static const std::array<Keyword, 34> keywords;
  FieldErrors& errors_;
};

const std::array<StructuralReader::Keyword, 34> StructuralReader::keywords = {{
    {"type", &StructuralReader::type},
    {"description", &StructuralReader::description},
    {"format", &StructuralReader::format},
    {"nullable", &StructuralReader::nullable},
    {"x-kubernetes-int-or-string", &StructuralReader::int_or_string},
    {"x-kubernetes-preserve-unknown-fields", &StructuralReader::keep_unknown},
    {"x-kubernetes-embedded-resource", &StructuralReader::embedded},
    {"x-kubernetes-map-type", &StructuralReader::map_type},
    {"x-kubernetes-list-type", &StructuralReader::list_type},
    {"x-kubernetes-list-map-keys", &StructuralReader::list_keys},
    {"x-kubernetes-validations", &StructuralReader::rules},
    {"uniqueItems", &StructuralReader::unique_items},
    {"exclusiveMinimum", &StructuralReader::exclusive_minimum},
    {"exclusiveMaximum", &StructuralReader::exclusive_maximum},
    {"required", &StructuralReader::required},
    {"minimum", &StructuralReader::minimum},
    {"maximum", &StructuralReader::maximum},
    {"multipleOf", &StructuralReader::multiple_of},
    {"minLength", &StructuralReader::min_length},
    {"maxLength", &StructuralReader::max_length},
    {"minItems", &StructuralReader::min_items},
    {"maxItems", &StructuralReader::max_items},
    {"minProperties", &StructuralReader::min_properties},
    {"maxProperties", &StructuralReader::max_properties},
    {"pattern", &StructuralReader::pattern},
    {"enum", &StructuralReader::allowed},
    {"default", &StructuralReader::fallback},
    {"properties", &StructuralReader::properties},
    {"additionalProperties", &StructuralReader::additional},
    {"items", &StructuralReader::items},
    {"not", &StructuralReader::none_of},
    {"allOf", &StructuralReader::all_of},
    {"anyOf", &StructuralReader::any_of},
    {"oneOf", &StructuralReader::one_of},
}};

}  // namespace

Result<Structural> parse_structural(const json::Value& schema, std::string_view path) {
  FieldErrors errors;
  auto node = StructuralReader(errors).read(schema, std::string(path), false);
  if (errors.empty()) return node;
  ErrorDetails details;
  details.causes = std::move(errors);
  auto message = to_string(details.causes.front());
  return Error(Reason::invalid, std::move(message), std::move(details));
}

}  // namespace coracle::schema

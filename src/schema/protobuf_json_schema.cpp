// What protobuf has for free form: JSON as text in field 1 (RawExtension, FieldsV1, apiextensions' JSON), and the
// messages of a CustomResourceDefinition's schema.
#include <fmt/core.h>

#include "schema/protobuf_decoder.h"

namespace coracle::schema {
namespace {

template <class T>
Field schema_field(std::string_view json) {
  return Field{json, 0, &type_of<T>, {}};
}

const Struct& documentation_table() {
  static const Field fields[] = {schema_field<std::string>("description"), schema_field<std::string>("url")};
  static const Struct table{
      "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ExternalDocumentation", {}, fields};
  return table;
}

const Struct& validation_rule_table() {
  using Text = std::string;
  static const Field fields[] = {
      schema_field<Text>("rule").always(),     schema_field<Text>("message"),
      schema_field<Text>("messageExpression"), schema_field<std::optional<Text>>("reason"),
      schema_field<Text>("fieldPath"),         schema_field<std::optional<bool>>("optionalOldSelf")};
  static const Struct table{"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ValidationRule", {}, fields};
  return table;
}

constexpr Type documentation_type{.kind = Kind::object, .object = &documentation_table};
constexpr Type validation_rule_type{.kind = Kind::object, .object = &validation_rule_table};
constexpr Type optional_documentation{.kind = Kind::optional, .element = &documentation_type};
constexpr Type validation_rules{.kind = Kind::list, .element = &validation_rule_type};

}  // namespace

const Struct& json_schema_table() {
  using Text = std::string;
  using Any = json::Value;
  using Anys = std::vector<json::Value>;
  using AnyMap = std::map<std::string, json::Value>;
  using Texts = std::vector<std::string>;
  using Count = std::optional<std::int64_t>;
  using Number = std::optional<double>;
  using Maybe = std::optional<bool>;
  static const Field fields[] = {schema_field<Text>("id"),
                                 schema_field<Text>("$schema"),
                                 schema_field<std::optional<Text>>("$ref"),
                                 schema_field<Text>("description"),
                                 schema_field<Text>("type"),
                                 schema_field<Text>("format"),
                                 schema_field<Text>("title"),
                                 schema_field<Any>("default"),
                                 schema_field<Number>("maximum"),
                                 schema_field<bool>("exclusiveMaximum"),
                                 schema_field<Number>("minimum"),
                                 schema_field<bool>("exclusiveMinimum"),
                                 schema_field<Count>("maxLength"),
                                 schema_field<Count>("minLength"),
                                 schema_field<Text>("pattern"),
                                 schema_field<Count>("maxItems"),
                                 schema_field<Count>("minItems"),
                                 schema_field<bool>("uniqueItems"),
                                 schema_field<Number>("multipleOf"),
                                 schema_field<Anys>("enum"),
                                 schema_field<Count>("maxProperties"),
                                 schema_field<Count>("minProperties"),
                                 schema_field<Texts>("required"),
                                 schema_field<Any>("items"),
                                 schema_field<Anys>("allOf"),
                                 schema_field<Anys>("oneOf"),
                                 schema_field<Anys>("anyOf"),
                                 schema_field<Any>("not"),
                                 schema_field<AnyMap>("properties"),
                                 schema_field<Any>("additionalProperties"),
                                 schema_field<AnyMap>("patternProperties"),
                                 schema_field<AnyMap>("dependencies"),
                                 schema_field<Any>("additionalItems"),
                                 schema_field<AnyMap>("definitions"),
                                 Field{"externalDocs", 0, &optional_documentation, {}},
                                 schema_field<Any>("example"),
                                 schema_field<bool>("nullable"),
                                 schema_field<Maybe>("x-kubernetes-preserve-unknown-fields"),
                                 schema_field<bool>("x-kubernetes-embedded-resource"),
                                 schema_field<bool>("x-kubernetes-int-or-string"),
                                 schema_field<Texts>("x-kubernetes-list-map-keys"),
                                 schema_field<std::optional<Text>>("x-kubernetes-list-type"),
                                 schema_field<std::optional<Text>>("x-kubernetes-map-type"),
                                 Field{"x-kubernetes-validations", 0, &validation_rules, {}}};
  static const Struct table{"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps", {}, fields};
  return table;
}

bool ProtobufDecoder::free_form(std::string_view bytes, std::string_view shape, json::Value& to) {
  if (shape.empty()) return json_text(bytes, to);
  if (shape == "JSONSchemaProps") return json_schema(bytes, to);
  if (depth_ >= most_depth_) return fails(fmt::format("it is nested deeper than {}", most_depth_));
  ++depth_;
  const bool good = schema_or(bytes, shape, to);
  --depth_;
  return good;
}

bool ProtobufDecoder::json_text(std::string_view bytes, json::Value& to) {
  to = nullptr;
  WireReader reader(bytes);
  while (const auto wire = reader.next()) {
    if (wire->number != 1) continue;
    if (!expects(*wire, Wire::bytes)) return false;
    if (wire->bytes.empty()) continue;
    auto parsed = json::parse(wire->bytes);
    if (!parsed) return fails("it holds no JSON: " + parsed.error().message());
    to = std::move(*parsed);
  }
  return finished(reader);
}

bool ProtobufDecoder::json_schema(std::string_view bytes, json::Value& to) {
  if (!to.is_object()) to.emplace_object();
  if (!message(bytes, json_schema_table(), to.get_object())) return false;
  tidy_message(to.get_object(), json_schema_table());
  return true;
}

/// JSONSchemaPropsOrArray, OrBool and OrStringArray: a schema or the other, where the schema counts if both are there.
bool ProtobufDecoder::schema_or(std::string_view bytes, std::string_view shape, json::Value& to) {
  const bool or_bool = shape == "OrBool";
  const std::uint32_t schema_number = or_bool ? 2 : 1;
  json::Value schema, other = or_bool ? json::Value(false) : json::Value(json::Array());
  WireReader reader(bytes);
  while (const auto wire = reader.next()) {
    if (wire->number != 1 && wire->number != 2) continue;
    bool good = false;
    if (wire->number == schema_number)
      good = value(*wire, type_of<json::Value>, "JSONSchemaProps", schema);
    else if (or_bool)
      good = value(*wire, type_of<bool>, {}, other);
    else if (shape == "OrArray")
      good = value(*wire, type_of<json::Value>, "JSONSchemaProps", other.get_array().emplace_back(nullptr));
    else
      good = value(*wire, type_of<std::string>, {}, other.get_array().emplace_back(nullptr));
    if (!good) return false;
  }
  to = schema.is_null() ? std::move(other) : std::move(schema);
  return finished(reader);
}

}  // namespace coracle::schema

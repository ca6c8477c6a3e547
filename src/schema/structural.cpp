#include "schema/structural.h"

#include "schema/pattern.h"
#include "schema/type.h"

namespace coracle::schema {
namespace {

JsonType json_type_of(const Type& type) {
  switch (type.kind) {
    case Kind::boolean:
      return JsonType::boolean;
    case Kind::int32:
    case Kind::int64:
    case Kind::uint32:
      return JsonType::integer;
    case Kind::number:
      return JsonType::number;
    case Kind::list:
      return JsonType::array;
    case Kind::map:
    case Kind::object:
      return JsonType::object;
    case Kind::int_or_string:
    case Kind::quantity:
    case Kind::free_form:
      return JsonType::any;
    default:
      return JsonType::string;
  }
}

std::string_view format_of(const Type& type) {
  switch (type.kind) {
    case Kind::int32:
      return "int32";
    case Kind::int64:
      return "int64";
    case Kind::number:
      return "double";
    case Kind::time:
    case Kind::micro_time:
      return "date-time";
    case Kind::bytes:
      return "byte";
    default:
      return {};
  }
}

/// Members of one struct are built once, however often other structs hold it.
class TableReader {
 public:
  Structural object(const Struct& table) {
    Structural node;
    node.type = JsonType::object;
    node.description = table.doc;
    node.atomic_map = table.atomic;
    auto& members = done_[&table];
    if (!members) members = members_of(table);
    node.properties = members;
    return node;
  }

 private:
  std::shared_ptr<const Members> members_of(const Struct& table) {
    auto members = std::make_shared<Members>();
    for (const auto& field : table.fields) members->emplace(field.json, member(field));
    return members;
  }

  Structural member(const Field& field) {
    auto node = value(*field.type);
    node.description = field.doc;
    node.nullable = field.nullable_value;
    node.list = field.list;
    node.atomic_map = node.atomic_map || field.atomic_map;
    node.keep_unknown = node.keep_unknown || field.keep_unknown;
    node.embedded_resource = field.embedded;
    node.minimum = field.minimum;
    node.maximum = field.maximum;
    if (field.most_items) node.max_items = *field.most_items;
    if (field.least_length) node.min_length = *field.least_length;
    if (field.most_length) node.max_length = *field.most_length;
    if (!field.format.empty()) node.format = field.format;
    each_word(field.list_keys, ',', [&](std::string_view key) { node.list_keys.emplace_back(key); });
    each_word(field.allowed, '|', [&](std::string_view word) {
      node.allowed.emplace_back(boost::json::string_view(word.data(), word.size()));
    });
    if (!field.pattern.empty()) node.pattern = Pattern::compile(field.pattern).take();
    if (!field.fallback.empty()) {
      node.fallback = std::make_shared<const json::Value>(json::parse(field.fallback).take());
    }
    return node;
  }

  Structural value(const Type& type) {
    if (type.kind == Kind::optional) return value(*type.element);
    if (type.kind == Kind::object) return object(type.object());
    Structural node;
    node.type = json_type_of(type);
    node.format = format_of(type);
    node.int_or_string = type.kind == Kind::int_or_string || type.kind == Kind::quantity;
    node.keep_unknown = type.kind == Kind::free_form;
    if (type.kind == Kind::list) node.items = std::make_shared<const Structural>(value(*type.element));
    if (type.kind == Kind::map) node.additional = std::make_shared<const Structural>(value(*type.element));
    return node;
  }

  std::map<const Struct*, std::shared_ptr<const Members>> done_;
};

}  // namespace

std::string_view to_string(JsonType type) {
  constexpr std::string_view names[] = {"", "object", "array", "string", "integer", "number", "boolean"};
  return names[static_cast<std::size_t>(type)];
}

const Structural* Structural::property(std::string_view name) const {
  if (!properties) return nullptr;
  const auto at = properties->find(name);
  return at == properties->end() ? nullptr : &at->second;
}

const Structural* Structural::member(std::string_view name) const {
  const auto* named = property(name);
  return named != nullptr ? named : additional.get();
}

Structural structural(const Struct& table) { return TableReader().object(table); }

Structural as_resource(Structural schema, const Structural& object_meta) {
  auto members = schema.properties ? *schema.properties : Members();
  for (const auto* name : {"apiVersion", "kind"}) {
    auto& text = members[name];
    if (text.type == JsonType::any) text.type = JsonType::string;
  }
  auto& metadata = members["metadata"];
  auto own = std::move(metadata);
  metadata = object_meta;
  // A CRD may say more about the name; that holds beside what every object has.
  if (own.properties) metadata.all_of.push_back(std::move(own));
  schema.properties = std::make_shared<const Members>(std::move(members));
  return schema;
}

std::string to_string(const FieldError& error) {
  return error.field.empty() ? error.message : error.field + ": " + error.message;
}

}  // namespace coracle::schema

#include "schema/protobuf_decoder.h"

namespace coracle::schema {
namespace {

bool tidy_value(json::Value& value, const Type& type);

bool tidy_list(json::Array& items, const Type& element) {
  for (auto& item : items) tidy_value(item, element);
  return items.empty();
}

bool tidy_map(json::Object& members, const Type& element) {
  for (auto& member : members) tidy_value(member.value(), element);
  return members.empty();
}

/// Tells whether Go's omitempty leaves the value out.
bool tidy_value(json::Value& value, const Type& type) {
  if (value.is_null()) return true;
  switch (type.kind) {
    case Kind::optional:  // a pointer: what it points at counts, however empty
      tidy_value(value, *type.element);
      return false;
    case Kind::list:
      return tidy_list(value.get_array(), *type.element);
    case Kind::map:
      return tidy_map(value.get_object(), *type.element);
    case Kind::object:
      return !tidy_message(value.get_object(), type.object());
    case Kind::quantity:
    case Kind::free_form:
      return false;
    default:
      break;
  }
  if (const auto* text = value.if_string()) return text->empty();
  if (const auto* truth = value.if_bool()) return !*truth;
  if (const auto* number = value.if_double()) return *number == 0;
  const auto* integer = value.if_int64();
  return integer != nullptr && *integer == 0;
}

/// Lists and maps that have nothing on the wire are nil, which Go writes as null unless omitempty leaves them out.
bool is_nil_when_absent(const Field& field) {
  return field.presence != Presence::omit_empty && (field.type->kind == Kind::list || field.type->kind == Kind::map);
}

}  // namespace

bool tidy_message(json::Object& members, const Struct& table) {
  json::Object tidy;
  bool any = false;
  for (const auto& field : table.fields) {
    const boost::json::string_view name(field.json.data(), field.json.size());
    auto* value = members.if_contains(name);
    if (value == nullptr) {
      if (is_nil_when_absent(field)) tidy.emplace(name, nullptr);
      continue;
    }
    const bool empty = tidy_value(*value, *field.type);
    any = any || !empty;
    if (!empty || field.presence != Presence::omit_empty) tidy.emplace(name, std::move(*value));
  }
  members = std::move(tidy);
  return any;
}

}  // namespace coracle::schema

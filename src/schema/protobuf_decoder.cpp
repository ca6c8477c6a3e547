#include "schema/protobuf_decoder.h"

#include <fmt/core.h>

#include <algorithm>

namespace coracle::schema {
namespace {

constexpr std::size_t most_values = 1'000'000;

const Type& without_optional(const Type& type) {
  return type.kind == Kind::optional ? without_optional(*type.element) : type;
}

bool can_be_packed(Kind kind) {
  return kind == Kind::boolean || kind == Kind::int32 || kind == Kind::int64 || kind == Kind::uint32 ||
         kind == Kind::number;
}

/// What a map's value is when its entry carries none.
json::Value nothing_of(Kind kind) {
  switch (kind) {
    case Kind::text:
    case Kind::bytes:
      return json::Value("");
    case Kind::quantity:
      return json::Value("0");
    case Kind::boolean:
      return false;
    case Kind::int32:
    case Kind::int64:
    case Kind::uint32:
    case Kind::number:
    case Kind::int_or_string:
      return 0;
    case Kind::object:
      return json::Object();
    default:
      return nullptr;
  }
}

}  // namespace

Error ProtobufDecoder::error() const {
  const auto where = path_.empty() ? std::string("the protobuf message") : "the protobuf field " + path_;
  return {unsupported_ ? Reason::unsupported_media_type : Reason::bad_request,
          fmt::format("{} cannot be read: {}", where, why_)};
}

bool ProtobufDecoder::fails(std::string why) {
  why_ = std::move(why);
  return false;
}

bool ProtobufDecoder::finished(const WireReader& reader) {
  return reader.wrong().empty() || fails(std::string(reader.wrong()));
}

bool ProtobufDecoder::expects(const WireField& field, Wire wire) {
  if (field.wire == wire) return true;
  return fails(
      fmt::format("it is of wire type {}, where {} is right", static_cast<int>(field.wire), static_cast<int>(wire)));
}

bool ProtobufDecoder::counts() {
  return ++values_ <= most_values || fails(fmt::format("the object has more than {} values", most_values));
}

/// On the way out of a failure: one step more in front of the path. A map's key may be of any length.
bool ProtobufDecoder::at(std::string_view name, bool good) {
  constexpr std::size_t longest_name = 128;
  if (name.size() > longest_name) name = "...";
  if (!good) path_ = path_.empty() ? std::string(name) : fmt::format("{}.{}", name, path_);
  return good;
}

bool ProtobufDecoder::message(std::string_view bytes, const Struct& table, json::Object& into) {
  const auto* known = numbers_.find(table.name);
  if (known == nullptr) {
    unsupported_ = true;
    return fails(fmt::format("{} has no protobuf form", table.short_name()));
  }
  if (depth_ >= most_depth_) return fails(fmt::format("it is nested deeper than {}", most_depth_));
  ++depth_;
  const bool good = fields(bytes, table, {known->begin(), known->end()}, into);
  --depth_;
  return good;
}

bool ProtobufDecoder::fields(std::string_view bytes, const Struct& table, Span known, json::Object& into) {
  WireReader reader(bytes);
  while (const auto wire = reader.next()) {
    const auto [first, last] =
        std::equal_range(known.first, known.last, ProtobufField{wire->number, 0, {}, {}},
                         [](const ProtobufField& a, const ProtobufField& b) { return a.number < b.number; });
    if (first == last) continue;
    if (first->inner == 0) {
      const auto* field = table.find(first->json);
      if (field != nullptr && !at(field->json, member(*wire, *field, first->shape, into))) return false;
      continue;
    }
    if (!expects(*wire, Wire::bytes)) return false;
    WireReader inner(wire->bytes);
    while (const auto below = inner.next()) {
      const auto found =
          std::find_if(first, last, [&](const ProtobufField& one) { return one.inner == below->number; });
      const auto* field = found == last ? nullptr : table.find(found->json);
      if (field != nullptr && !at(field->json, member(*below, *field, found->shape, into))) return false;
    }
    if (!finished(inner)) return false;
  }
  return finished(reader);
}

bool ProtobufDecoder::member(const WireField& wire, const Field& field, std::string_view shape, json::Object& into) {
  const auto& type = without_optional(*field.type);
  auto& to = into[boost::json::string_view(field.json.data(), field.json.size())];
  if (type.kind == Kind::list) {
    if (!to.is_array()) to.emplace_array();
    return items(wire, without_optional(*type.element), shape, to.get_array());
  }
  if (type.kind == Kind::map) {
    if (!to.is_object()) to.emplace_object();
    return expects(wire, Wire::bytes) && entry(wire.bytes, without_optional(*type.element), shape, to.get_object());
  }
  return value(wire, type, shape, to);
}

bool ProtobufDecoder::items(const WireField& wire, const Type& element, std::string_view shape, json::Array& into) {
  if (wire.wire == Wire::bytes && can_be_packed(element.kind)) return packed(wire.bytes, element, into);
  return value(wire, element, shape, into.emplace_back(nullptr));
}

bool ProtobufDecoder::packed(std::string_view bytes, const Type& element, json::Array& into) {
  WireReader reader(bytes);
  const bool is_double = element.kind == Kind::number;
  while (!reader.at_end()) {
    const auto integer = is_double ? reader.fixed(8) : reader.varint();
    if (!integer) return finished(reader);
    const WireField one{0, is_double ? Wire::fixed64 : Wire::varint, *integer, {}};
    if (!value(one, element, {}, into.emplace_back(nullptr))) return false;
  }
  return true;
}

bool ProtobufDecoder::entry(std::string_view bytes, const Type& element, std::string_view shape, json::Object& into) {
  json::Value key("");
  auto held = nothing_of(element.kind);
  WireReader reader(bytes);
  while (const auto wire = reader.next()) {
    if (wire->number == 1 && !(expects(*wire, Wire::bytes) && text(wire->bytes, key))) return false;
    if (wire->number == 2 && !at(std::string_view(key.get_string()), value(*wire, element, shape, held))) return false;
  }
  if (!finished(reader)) return false;
  into[key.get_string()] = std::move(held);
  return true;
}

bool ProtobufDecoder::value(const WireField& wire, const Type& type, std::string_view shape, json::Value& to) {
  if (!counts()) return false;
  if (can_be_packed(type.kind)) return scalar(wire, type.kind, to);
  if (!expects(wire, Wire::bytes)) return false;
  switch (type.kind) {
    case Kind::object:
      if (!to.is_object()) to.emplace_object();
      return message(wire.bytes, type.object(), to.get_object());
    case Kind::list:
      return wrapped_list(wire.bytes, without_optional(*type.element), to);
    case Kind::free_form:
      return free_form(wire.bytes, shape, to);
    case Kind::optional:
      return value(wire, *type.element, shape, to);
    case Kind::map:
      return fails("a map within a list or a map has no protobuf form");
    default:
      return scalar(wire, type.kind, to);
  }
}

/// Where Go has a list as a map's value, its message wraps it: field 1 is an item.
bool ProtobufDecoder::wrapped_list(std::string_view bytes, const Type& element, json::Value& to) {
  if (!to.is_array()) to.emplace_array();
  WireReader reader(bytes);
  while (const auto wire = reader.next())
    if (wire->number == 1 && !value(*wire, element, {}, to.get_array().emplace_back(nullptr))) return false;
  return finished(reader);
}

}  // namespace coracle::schema

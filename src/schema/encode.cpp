#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "base/base64.h"
#include "schema/codec.h"

namespace coracle::schema {
namespace {

const void* member_of(const void* object, const Field& field) {
  return static_cast<const char*>(object) + field.offset;
}

bool leaves_out(const void* value, const Field& field) {
  return field.presence == Presence::omit_empty && is_empty(value, *field.type);
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out += text.substr(plain, i - plain);
    plain = i + 1;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
    }
  }
  out += text.substr(plain);
  out += '"';
}

/// The text of the kinds that JSON carries as text.
std::string_view worded_text(const void* value, Kind kind) {
  switch (kind) {
    case Kind::quantity:
      return static_cast<const Quantity*>(value)->text;
    case Kind::time:
      return static_cast<const Time*>(value)->text;
    case Kind::micro_time:
      return static_cast<const MicroTime*>(value)->text;
    default:
      return *static_cast<const std::string*>(value);
  }
}

void append_value(std::string& out, const void* value, const Type& type);

struct MapWriting {
  std::string& out;
  const Type& type;
  char before = '{';
};

void append_list(std::string& out, const void* value, const Type& type) {
  out += '[';
  for (std::size_t i = 0, n = type.size(value); i < n; ++i) {
    if (i > 0) out += ',';
    append_value(out, type.at(value, i), *type.element);
  }
  out += ']';
}

void append_map(std::string& out, const void* value, const Type& type) {
  MapWriting writing{out, *type.element};
  type.each(value, &writing, [](void* context, std::string_view key, const void* item) {
    auto& to = *static_cast<MapWriting*>(context);
    to.out += to.before;
    to.before = ',';
    append_quoted(to.out, key);
    to.out += ':';
    append_value(to.out, item, to.type);
  });
  if (writing.before == '{') out += '{';
  out += '}';
}

void append_double(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  fmt::format_to(std::back_inserter(out), "{}", number);
}

void append_value(std::string& out, const void* value, const Type& type) {
  const auto to = std::back_inserter(out);
  switch (type.kind) {
    case Kind::boolean:
      out += *static_cast<const bool*>(value) ? "true" : "false";
      return;
    case Kind::int32:
      fmt::format_to(to, "{}", *static_cast<const std::int32_t*>(value));
      return;
    case Kind::int64:
      fmt::format_to(to, "{}", *static_cast<const std::int64_t*>(value));
      return;
    case Kind::uint32:
      fmt::format_to(to, "{}", *static_cast<const std::uint32_t*>(value));
      return;
    case Kind::number:
      return append_double(out, *static_cast<const double*>(value));
    case Kind::int_or_string: {
      const auto& either = *static_cast<const IntOrString*>(value);
      if (either.is_text) return append_quoted(out, either.text);
      fmt::format_to(to, "{}", either.number);
      return;
    }
    case Kind::bytes:
      return append_quoted(out, to_base64(static_cast<const Bytes*>(value)->data));
    case Kind::free_form:
      return json::serialize_to(out, *static_cast<const json::Value*>(value));
    case Kind::list:
      return append_list(out, value, type);
    case Kind::map:
      return append_map(out, value, type);
    case Kind::optional:
      if (type.size(value) == 0) {
        out += "null";
        return;
      }
      return append_value(out, type.at(value, 0), *type.element);
    case Kind::object:
      return encode_to(out, value, type.object());
    case Kind::time:
    case Kind::micro_time:
      if (worded_text(value, type.kind).empty()) {
        out += "null";
        return;
      }
      [[fallthrough]];
    default:
      return append_quoted(out, worded_text(value, type.kind));
  }
}

json::Value make_value(const void* value, const Type& type);

struct Insertion {
  json::Object& object;
  const Type& type;
};

json::Value make_map(const void* value, const Type& type) {
  json::Object object;
  Insertion insertion{object, *type.element};
  type.each(value, &insertion, [](void* context, std::string_view key, const void* item) {
    auto& to = *static_cast<Insertion*>(context);
    to.object.emplace(boost::json::string_view(key.data(), key.size()), make_value(item, to.type));
  });
  return object;
}

json::Value make_list(const void* value, const Type& type) {
  json::Array items;
  const auto n = type.size(value);
  items.reserve(n);
  for (std::size_t i = 0; i < n; ++i) items.push_back(make_value(type.at(value, i), *type.element));
  return items;
}

json::Value make_text(std::string_view text) { return json::Value(boost::json::string_view(text.data(), text.size())); }

json::Value make_value(const void* value, const Type& type) {
  switch (type.kind) {
    case Kind::boolean:
      return *static_cast<const bool*>(value);
    case Kind::int32:
      return *static_cast<const std::int32_t*>(value);
    case Kind::int64:
      return *static_cast<const std::int64_t*>(value);
    // As a signed number, so that it equals what a parser makes of the same digits.
    case Kind::uint32:
      return static_cast<std::int64_t>(*static_cast<const std::uint32_t*>(value));
    case Kind::number:
      return *static_cast<const double*>(value);
    case Kind::int_or_string: {
      const auto& either = *static_cast<const IntOrString*>(value);
      return either.is_text ? make_text(either.text) : json::Value(either.number);
    }
    case Kind::bytes:
      return make_text(to_base64(static_cast<const Bytes*>(value)->data));
    case Kind::free_form:
      return *static_cast<const json::Value*>(value);
    case Kind::list:
      return make_list(value, type);
    case Kind::map:
      return make_map(value, type);
    case Kind::optional:
      return type.size(value) == 0 ? json::Value() : make_value(type.at(value, 0), *type.element);
    case Kind::object:
      return encode(value, type.object());
    case Kind::time:
    case Kind::micro_time: {
      const auto text = worded_text(value, type.kind);
      return text.empty() ? json::Value() : make_text(text);
    }
    default:
      return make_text(worded_text(value, type.kind));
  }
}

}  // namespace

bool is_empty(const void* value, const Type& type) {
  switch (type.kind) {
    case Kind::boolean:
      return !*static_cast<const bool*>(value);
    case Kind::int32:
      return *static_cast<const std::int32_t*>(value) == 0;
    case Kind::int64:
      return *static_cast<const std::int64_t*>(value) == 0;
    case Kind::uint32:
      return *static_cast<const std::uint32_t*>(value) == 0;
    case Kind::number:
      return *static_cast<const double*>(value) == 0;
    case Kind::int_or_string:
      return *static_cast<const IntOrString*>(value) == IntOrString();
    case Kind::bytes:
      return static_cast<const Bytes*>(value)->empty();
    case Kind::free_form:
      return static_cast<const json::Value*>(value)->is_null();
    case Kind::list:
    case Kind::map:
    case Kind::optional:
      return type.size(value) == 0;
    case Kind::object:
      for (const auto& field : type.object().fields) {
        if (!is_empty(member_of(value, field), *field.type)) return false;
      }
      return true;
    default:
      return worded_text(value, type.kind).empty();
  }
}

void encode_to(std::string& out, const void* object, const Struct& table) {
  char before = '{';
  for (const auto& field : table.fields) {
    const auto* value = member_of(object, field);
    if (leaves_out(value, field)) continue;
    out += before;
    before = ',';
    out += '"';
    out += field.json;
    out += "\":";
    append_value(out, value, *field.type);
  }
  if (before == '{') out += '{';
  out += '}';
}

json::Value encode(const void* object, const Struct& table) {
  json::Object members;
  for (const auto& field : table.fields) {
    const auto* value = member_of(object, field);
    if (leaves_out(value, field)) continue;
    members.emplace(boost::json::string_view(field.json.data(), field.json.size()), make_value(value, *field.type));
  }
  return members;
}

}  // namespace coracle::schema

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "base/base64.h"
#include "base/time.h"
#include "json/quantity.h"
#include "schema/codec.h"

namespace coracle::schema {
namespace {

/// Where the decoder is: one step down, on the stack.
struct Place {
  const Place* above = nullptr;
  std::string_view name = {};    // member or map key
  std::size_t index = no_index;  // item of a list
  bool is_key = false;
  static constexpr std::size_t no_index = std::numeric_limits<std::size_t>::max();
};

/// "spec.containers[0].name".
void append_path(std::string& out, const Place* place) {
  if (place == nullptr) return;
  append_path(out, place->above);
  if (place->index != Place::no_index) {
    fmt::format_to(std::back_inserter(out), "[{}]", place->index);
    return;
  }
  if (!out.empty()) out += '.';
  out += place->name;
}

/// "spec.containers.name": Go's decoder counts members of structs only.
void append_go_path(std::string& out, const Place* place) {
  if (place == nullptr) return;
  append_go_path(out, place->above);
  if (place->index != Place::no_index || place->is_key) return;
  if (!out.empty()) out += '.';
  out += place->name;
}

std::string go_type_of(const Type& type) {
  switch (type.kind) {
    case Kind::boolean:
      return "bool";
    case Kind::int32:
      return "int32";
    case Kind::int64:
      return "int64";
    case Kind::uint32:
      return "uint32";
    case Kind::number:
      return "float64";
    case Kind::quantity:
      return "resource.Quantity";
    case Kind::int_or_string:
      return "intstr.IntOrString";
    case Kind::bytes:
      return "[]uint8";
    case Kind::text:
    case Kind::time:
    case Kind::micro_time:
      return "string";
    case Kind::free_form:
      return "interface {}";
    case Kind::list:
      return "[]" + go_type_of(*type.element);
    case Kind::map:
      return "map[string]" + go_type_of(*type.element);
    case Kind::optional:
      return go_type_of(*type.element);
    case Kind::object:
      return std::string(type.object().go_name());
  }
  return {};
}

/// encoding/json's word for it.
std::string go_name_of(const json::Value& value) {
  return value.is_bool() ? "bool" : std::string(json::kind_name(value));
}

class Decoder {
 public:
  explicit Decoder(Findings& found) : found_(found) {}

  void object(const json::Value& value, void* to, const Struct& table, const Place* place) {
    const auto* members = value.if_object();
    if (members == nullptr) return wrong(value, std::string(table.go_name()), place);
    const auto* outer = table_;
    table_ = &table;
    std::size_t expected = 0;
    for (const auto& member : *members) {
      const std::string_view name(member.key().data(), member.key().size());
      const auto* field = next_field(table, name, expected);
      const Place here{place, name};
      if (field == nullptr) {
        unknown(&here);
        continue;
      }
      if (!member.value().is_null()) any(member.value(), below(to, *field), *field->type, &here);
    }
    table_ = outer;
  }

 private:
  static void* below(void* object, const Field& field) {
    return object == nullptr ? nullptr : static_cast<char*>(object) + field.offset;
  }

  template <class T>
  static void store(void* to, T value) {
    if (to != nullptr) *static_cast<T*>(to) = std::move(value);
  }

  /// Members mostly come in the table's order, or sorted: look on from the last hit first.
  static const Field* next_field(const Struct& table, std::string_view name, std::size_t& expected) {
    const auto& fields = table.fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const auto at = expected + i < fields.size() ? expected + i : expected + i - fields.size();
      if (fields[at].json == name) {
        expected = at + 1 < fields.size() ? at + 1 : 0;
        return &fields[at];
      }
    }
    return nullptr;
  }

  void any(const json::Value& value, void* to, const Type& type, const Place* place) {
    switch (type.kind) {
      case Kind::boolean:
        if (const auto* b = value.if_bool()) {
          store<bool>(to, *b);
          return;
        }
        break;
      case Kind::int32:
        return integer<std::int32_t>(value, to, type, place);
      case Kind::int64:
        return integer<std::int64_t>(value, to, type, place);
      case Kind::uint32:
        return integer<std::uint32_t>(value, to, type, place);
      case Kind::number:
        if (value.is_number()) {
          store<double>(to, value.to_number<double>());
          return;
        }
        break;
      case Kind::free_form:
        if (to != nullptr) *static_cast<json::Value*>(to) = value;
        return;
      case Kind::list:
        return list(value, to, type, place);
      case Kind::map:
        return map(value, to, type, place);
      case Kind::optional:
        if (to != nullptr) type.clear(to);
        if (!value.is_null()) any(value, to == nullptr ? nullptr : type.add(to), *type.element, place);
        return;
      case Kind::object:
        if (value.is_null()) return;
        return object(value, to, type.object(), place);
      default:
        return worded(value, to, type, place);
    }
    wrong(value, go_type_of(type), place);
  }

  template <class Int>
  void integer(const json::Value& value, void* to, const Type& type, const Place* place) {
    constexpr auto least = std::numeric_limits<Int>::min();
    constexpr auto most = std::numeric_limits<Int>::max();
    if (const auto* i = value.if_int64(); i != nullptr && std::in_range<Int>(*i)) {
      store<Int>(to, static_cast<Int>(*i));
      return;
    }
    // 2^63 is exact as a double, the greatest int64 is not.
    if (const auto* d = value.if_double(); d != nullptr && std::trunc(*d) == *d && *d >= static_cast<double>(least) &&
                                           *d < static_cast<double>(most / 2 + 1) * 2.0) {
      store<Int>(to, static_cast<Int>(*d));
      return;
    }
    wrong(value, go_type_of(type), place);
  }

  /// What JSON carries as text.
  void worded(const json::Value& value, void* to, const Type& type, const Place* place) {
    const auto* string = value.if_string();
    if (string == nullptr) return unworded(value, to, type, place);
    const std::string_view text(string->data(), string->size());
    switch (type.kind) {
      case Kind::quantity:
        if (const auto amount = json::Quantity::parse(text); !amount) return report(place, amount.error().message());
        store<Quantity>(to, Quantity(text));
        return;
      case Kind::int_or_string:
        store<IntOrString>(to, IntOrString(std::string(text)));
        return;
      case Kind::time:
      case Kind::micro_time:
        if (!text.empty() && !parse_time(text)) return bad_time(text, place);
        if (type.kind == Kind::time) {
          store<Time>(to, Time{std::string(text)});
        } else {
          store<MicroTime>(to, MicroTime{std::string(text)});
        }
        return;
      case Kind::bytes: {
        auto bytes = from_base64(text);
        if (!bytes) return report(place, "illegal base64 data");
        store<Bytes>(to, Bytes{std::move(*bytes)});
        return;
      }
      default:
        store<std::string>(to, std::string(text));
        return;
    }
  }

  void unworded(const json::Value& value, void* to, const Type& type, const Place* place) {
    if (type.kind == Kind::quantity && value.is_number()) {
      store<Quantity>(to, Quantity(json::serialize(value)));
      return;
    }
    if (type.kind == Kind::int_or_string && value.is_number()) {
      std::int32_t number = 0;
      integer<std::int32_t>(value, &number, type_of<std::int32_t>, place);
      return store<IntOrString>(to, IntOrString(number));
    }
    wrong(value, go_type_of(type), place);
  }

  void list(const json::Value& value, void* to, const Type& type, const Place* place) {
    const auto* items = value.if_array();
    if (items == nullptr) return wrong(value, go_type_of(type), place);
    if (to != nullptr) type.clear(to);
    for (std::size_t i = 0; i < items->size(); ++i) {
      const Place here{place, {}, i};
      void* item = to == nullptr ? nullptr : type.add(to);
      if (!(*items)[i].is_null()) any((*items)[i], item, *type.element, &here);
    }
  }

  void map(const json::Value& value, void* to, const Type& type, const Place* place) {
    const auto* members = value.if_object();
    if (members == nullptr) return wrong(value, go_type_of(type), place);
    if (to != nullptr) type.clear(to);
    for (const auto& member : *members) {
      const std::string_view key(member.key().data(), member.key().size());
      const Place here{place, key, Place::no_index, true};
      void* item = to == nullptr ? nullptr : type.insert(to, key);
      if (!member.value().is_null()) any(member.value(), item, *type.element, &here);
    }
  }

  void wrong(const json::Value& value, const std::string& type, const Place* place) {
    auto what = go_name_of(value);
    if (const auto* d = value.if_double(); d != nullptr && type.find("int") != std::string::npos) {
      what += fmt::format(" {}", *d);
    } else if (value.is_number() && type.find("int") != std::string::npos) {
      what += value.is_int64() ? fmt::format(" {}", value.get_int64()) : fmt::format(" {}", value.get_uint64());
    }
    std::string path;
    append_go_path(path, place);
    if (path.empty() || table_ == nullptr) {
      return report(place, fmt::format("json: cannot unmarshal {} into Go value of type {}", what, type));
    }
    report(place, fmt::format("json: cannot unmarshal {} into Go struct field {}.{} of type {}", what,
                              table_->short_name(), path, type));
  }

  void bad_time(std::string_view text, const Place* place) {
    report(place,
           fmt::format("parsing time {0:?} as \"2006-01-02T15:04:05Z07:00\": cannot parse {0:?} as \"2006\"", text));
  }

  void report(const Place* place, std::string message) {
    if (found_.errors.size() >= most_findings) return;
    FieldError error{{}, "FieldValueTypeInvalid", std::move(message)};
    append_path(error.field, place);
    found_.errors.push_back(std::move(error));
  }

  void unknown(const Place* place) {
    if (found_.unknown.size() >= most_findings) return;
    std::string path;
    append_path(path, place);
    found_.unknown.push_back("unknown field \"" + path + "\"");
  }

  static constexpr std::size_t most_findings = 64;  // an answer, not a dump
  Findings& found_;
  const Struct* table_ = nullptr;
};

}  // namespace

Findings decode(const json::Value& value, void* object, const Struct& table) {
  Findings found;
  Decoder(found).object(value, object, table, nullptr);
  return found;
}

Findings check(const json::Value& value, const Struct& table) { return decode(value, nullptr, table); }

}  // namespace coracle::schema

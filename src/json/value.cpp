#include "json/value.h"

#include <cmath>

namespace coracle::json {
namespace {
namespace comparing {

bool same_number(double a, const Value& b) {
  // Exact: a double that is no whole number in the integer's range equals no integer.
  if (b.is_double()) return a == b.get_double();
  if (std::trunc(a) != a) return false;
  if (b.is_int64()) return a >= -0x1p63 && a < 0x1p63 && static_cast<std::int64_t>(a) == b.get_int64();
  return a >= 0 && a < 0x1p64 && static_cast<std::uint64_t>(a) == b.get_uint64();
}

bool numbers(const Value& a, const Value& b) {
  if (a.is_double()) return same_number(a.get_double(), b);
  if (b.is_double()) return same_number(b.get_double(), a);
  if (a.is_int64() && b.is_int64()) return a.get_int64() == b.get_int64();
  if (a.is_uint64() && b.is_uint64()) return a.get_uint64() == b.get_uint64();
  const auto& with_sign = a.is_int64() ? a : b;
  const auto& without = a.is_int64() ? b : a;
  return with_sign.get_int64() >= 0 && static_cast<std::uint64_t>(with_sign.get_int64()) == without.get_uint64();
}

bool objects(const Object& a, const Object& b) {
  if (a.size() != b.size()) return false;
  // Two versions of one object nearly always have their members in the same order.
  auto other = b.begin();
  for (const auto& member : a) {
    if (other->key() == member.key()) {
      if (!equal(member.value(), other->value())) return false;
    } else {
      const auto* found = b.if_contains(member.key());
      if (!found || !equal(member.value(), *found)) return false;
    }
    ++other;
  }
  return true;
}

bool arrays(const Array& a, const Array& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!equal(a[i], b[i])) return false;
  return true;
}

}  // namespace comparing
}  // namespace

bool equal(const Value& a, const Value& b) {
  if (a.is_number()) return b.is_number() && comparing::numbers(a, b);
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case boost::json::kind::bool_:
      return a.get_bool() == b.get_bool();
    case boost::json::kind::string:
      return a.get_string() == b.get_string();
    case boost::json::kind::array:
      return comparing::arrays(a.get_array(), b.get_array());
    case boost::json::kind::object:
      return comparing::objects(a.get_object(), b.get_object());
    default:
      return true;
  }
}

const Value* find(const Value& value, std::initializer_list<std::string_view> path) {
  const Value* at = &value;
  for (const auto step : path) {
    const auto* object = at->if_object();
    if (!object) return nullptr;
    at = object->if_contains(step);
    if (!at) return nullptr;
  }
  return at;
}

std::string_view text(const Value& value, std::initializer_list<std::string_view> path, std::string_view fallback) {
  const auto* found = find(value, path);
  const auto* string = found ? found->if_string() : nullptr;
  return string ? std::string_view(*string) : fallback;
}

std::string_view kind_name(const Value& value) {
  switch (value.kind()) {
    case boost::json::kind::null:
      return "null";
    case boost::json::kind::bool_:
      return "boolean";
    case boost::json::kind::string:
      return "string";
    case boost::json::kind::array:
      return "array";
    case boost::json::kind::object:
      return "object";
    default:
      return "number";
  }
}

Value& at_path(Value& value, std::initializer_list<std::string_view> path) {
  Value* at = &value;
  std::string walked;
  for (const auto step : path) {
    if (at->is_null()) at->emplace_object();
    auto* object = at->if_object();
    if (!object)
      throw Error(Reason::invalid, (walked.empty() ? "the value" : walked.substr(1)) + " is of type " +
                                       std::string(kind_name(*at)) + " and must be an object");
    at = &(*object)[step];
    (walked += '.') += step;
  }
  return *at;
}

}  // namespace coracle::json

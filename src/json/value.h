#pragma once
#include <boost/json.hpp>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/result.h"

namespace coracle::json {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;
using String = boost::json::string;
using Storage = boost::json::storage_ptr;

/// What parse() accepts. Kubernetes' request bodies end at 3 MiB; nesting beyond 100 is nobody's manifest.
struct Limits {
  std::size_t bytes = 3U << 20U;
  std::size_t depth = 100;
};

/// Strict JSON (RFC 8259, UTF-8 checked, duplicate members: the last one counts). Doubles are read exactly; a number
/// beyond their range is an error. Errors: bad_request, whose message says line and column; request_entity_too_large.
/// The value allocates from `storage` only.
Result<Value> parse(std::string_view text, Limits limits = {}, Storage storage = {});
/// Compact text. Doubles are written as Go's encoding/json does: 1 for 1.0, 1e+21, 1e-7.
std::string serialize(const Value& value);
/// Appends in place of making a string: for lists and watch events.
void serialize_to(std::string& out, const Value& value);
/// With two blanks an indentation, members in their order; for people.
std::string pretty(const Value& value);

/// Equality by meaning, without allocating: member order does not count, 1 equals 1.0.
bool equal(const Value& a, const Value& b);

/// "object", "array", "string", "number", "boolean" or "null", for messages.
std::string_view kind_name(const Value& value);

/// Looks down members only: `find(pod, {"spec", "nodeName"})`. Null when a step is missing or no object.
const Value* find(const Value& value, std::initializer_list<std::string_view> path);
/// The member as text, or `fallback` when it is missing or no string.
std::string_view text(const Value& value, std::initializer_list<std::string_view> path, std::string_view fallback = {});
/// The member at the end of the path; objects are made where one is missing or null, the last member as null. Throws
/// Error(invalid) where something else than an object is in the way.
Value& at_path(Value& value, std::initializer_list<std::string_view> path);

}  // namespace coracle::json

#pragma once
// Between JSON and described structs.
#include <string>
#include <vector>

#include "base/error.h"
#include "json/value.h"
#include "schema/type.h"

namespace coracle::schema {

/// What a decoder found. `errors`: values of a wrong type; the message is the one kube-apiserver prints ("json: cannot
/// unmarshal string into Go struct field PodSpec.spec.hostname of type string"). `unknown`: paths of members that the
/// tables do not have, as `unknown field "spec.foo"`; whether they are errors, warnings or nothing is the caller's
/// (fieldValidation) to say.
struct Findings {
  FieldErrors errors;
  std::vector<std::string> unknown;
  bool clean() const { return errors.empty() && unknown.empty(); }
};

/// Decodes what it can into `object` (of the C++ type that `table` describes) and reports the rest. Null is absent.
Findings decode(const json::Value& value, void* object, const Struct& table);
/// The same findings without an object to decode into.
Findings check(const json::Value& value, const Struct& table);
/// Whole or not at all: the first wrong value as an Error (bad_request); unknown members are passed over.
template <Described T>
Result<T> decode(const json::Value& value) {
  T object{};
  const auto found = decode(value, &object, describe(static_cast<const T*>(nullptr)));
  if (!found.errors.empty()) return Error(Reason::bad_request, found.errors.front().message);
  return object;
}
/// For what our own components wrote: throws the error.
template <Described T>
T decoded(const json::Value& value) {
  return decode<T>(value).take();
}

/// Members in the table's order; empty ones left out as Go's omitempty does, and structs of which
/// nothing is set.
json::Value encode(const void* object, const Struct& table);
/// Straight to compact text, appended.
void encode_to(std::string& out, const void* object, const Struct& table);
bool equal(const void* a, const void* b, const Struct& table);

template <Described T>
json::Value encode(const T& object) {
  return encode(&object, describe(&object));
}
template <Described T>
std::string encode_text(const T& object) {
  std::string out;
  encode_to(out, &object, describe(&object));
  return out;
}
/// Described structs compare by their fields. `using schema::operator==;` in their namespace lets it be found.
template <Described T>
bool operator==(const T& a, const T& b) {
  return equal(&a, &b, describe(&a));
}

/// Whether the encoder would leave the value out: false, 0, "", absent, no items, or a struct all of whose
/// members are such, those that must be written too.
bool is_empty(const void* value, const Type& type);

}  // namespace coracle::schema

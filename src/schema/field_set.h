#pragma once
// Sets of fields of an object, as managedFields keeps them (FieldsV1).
// https://kubernetes.io/docs/reference/using-api/server-side-apply/
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "json/value.h"
#include "schema/structural.h"

namespace coracle::schema {

/// One node of a set: whether its own path belongs to the set, and what lies below it. Steps are written as in
/// FieldsV1: "f:spec", `k:{"name":"c"}` for an item of a map list, `v:"x"` for one of a set list.
struct FieldSet {
  bool self = false;
  std::map<std::string, FieldSet, std::less<>> below;

  bool empty() const { return !self && below.empty(); }
  bool operator==(const FieldSet&) const = default;

  static Result<FieldSet> parse(const json::Value& fields_v1);
  json::Value fields_v1() const;
  /// Paths as people read them: `.spec.containers[name="c"].image`.
  std::vector<std::string> paths() const;
};

FieldSet united(const FieldSet& a, const FieldSet& b);
FieldSet common(const FieldSet& a, const FieldSet& b);
FieldSet without(const FieldSet& a, const FieldSet& b);

/// The step to an item of a list of ListType::map or set.
std::string step_to(const json::Value& item, const Structural& list);
/// All fields that `value` sets.
FieldSet fields_of(const json::Value& value, const Structural& schema);
/// Fields of `now` that `before` does not have or has otherwise, and fields that are gone.
struct Changes {
  FieldSet set;
  FieldSet gone;
};
/// FieldsV1 of an object that was just made: what changes({}, now).set is without `left_out`, written at once. Null when
/// nothing is left.
json::Value created_fields_v1(const json::Value& now, const Structural& schema, const FieldSet& left_out);
Changes changes(const json::Value& before, const json::Value& now, const Structural& schema);

}  // namespace coracle::schema

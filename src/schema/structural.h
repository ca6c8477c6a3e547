#pragma once
// What objects of a kind look like, as data: a CRD's openAPIV3Schema parsed, or a field table turned into the same
// form. Pruning, defaulting, validation and server-side apply work on it, so that built-in kinds and CRDs take one
// path. https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/result.h"
#include "json/value.h"
#include "schema/table.h"

namespace coracle::schema {

class Pattern;  // a compiled regular expression

enum class JsonType : unsigned char { any, object, array, string, integer, number, boolean };
/// "boolean"; empty for any.
std::string_view to_string(JsonType type);

struct Structural;
using Members = std::map<std::string, Structural, std::less<>>;

/// One node. Parts below it are shared and never change, so a copy is cheap.
struct Structural {
  JsonType type = JsonType::any;
  bool nullable = false;
  bool int_or_string = false;      ///< x-kubernetes-int-or-string
  bool keep_unknown = false;       ///< x-kubernetes-preserve-unknown-fields
  bool embedded_resource = false;  ///< x-kubernetes-embedded-resource: apiVersion, kind and metadata belong to it
  bool atomic_map = false;         ///< x-kubernetes-map-type: atomic
  bool unique_items = false;
  bool exclusive_minimum = false;
  bool exclusive_maximum = false;
  ListType list = ListType::none;
  std::vector<std::string> list_keys;
  std::string description;
  std::string format;
  std::shared_ptr<const Pattern> pattern;
  std::shared_ptr<const Members> properties;     ///< null: none are named
  std::shared_ptr<const Structural> additional;  ///< of members that are not named
  std::shared_ptr<const Structural> items;
  std::vector<std::string> required;
  std::vector<json::Value> allowed;             ///< enum
  std::shared_ptr<const json::Value> fallback;  ///< default
  std::optional<double> minimum, maximum, multiple_of;
  std::optional<std::int64_t> min_length, max_length, min_items, max_items, min_properties, max_properties;
  std::vector<Structural> all_of, any_of, one_of;
  std::shared_ptr<const Structural> none_of;  ///< not
  /// x-kubernetes-validations as they were written. They are kept and shown, but CEL is not evaluated here.
  std::shared_ptr<const json::Value> rules;

  const Structural* property(std::string_view name) const;
  /// The named member, or what holds for members without a name of their own; null when the member is unknown.
  const Structural* member(std::string_view name) const;
};

/// Reads a CRD's openAPIV3Schema. On failure the error is `invalid` and its causes name each place that is no
/// structural schema, by paths below `path` ("spec.versions[0].schema.openAPIV3Schema").
Result<Structural> parse_structural(const json::Value& schema, std::string_view path);

/// The same form of a field table. Types and enums are its own; which members are required is left to each kind's
/// rules, as Kubernetes does for built-in kinds.
Structural structural(const Struct& table);

/// The schema with apiVersion, kind and metadata as every object has them.
Structural as_resource(Structural schema, const Structural& object_meta);

/// Takes away what the schema does not know and returns its paths ("spec.foo", "spec.list[0].bar"), in order.
std::vector<std::string> prune(json::Value& value, const Structural& schema);
/// The same paths, taking nothing away.
std::vector<std::string> unknown_members(const json::Value& value, const Structural& schema);
/// Fills in defaults where a member is missing (or null where null is not allowed).
void apply_defaults(json::Value& value, const Structural& schema);
/// All that is wrong, in kube-apiserver's words; at most 100 errors.
FieldErrors validate(const json::Value& value, const Structural& schema, std::string_view path = {});

/// "metadata: Required value", as errors are joined to a message.
std::string to_string(const FieldError& error);

}  // namespace coracle::schema

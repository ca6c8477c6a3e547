#pragma once
// A struct's fields, described once. The JSON codec, equality, OpenAPI, CRD schemas, strategic merge and `explain` are
// ordinary (non-template) functions over these tables.
//
//   const schema::Struct& describe(const Toleration*) {
//     using T = Toleration;
//     static const schema::Field fields[] = {
//         field<&T::key>("key", "Key of the taint; empty matches every key."),
//         field<&T::seconds>("tolerationSeconds", "How long a NoExecute taint is borne.").at_least(0),
//     };
//     static const schema::Struct table{"io.k8s.api.core.v1.Toleration", "A taint a pod bears.", fields};
//     return table;
//   }
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace coracle::schema {

struct Type;  // one constant for each C++ field type: schema/type.h

/// What the encoder does with an empty value: leaves it out, writes it, or writes it and validation asks for it.
enum class Presence : unsigned char { omit_empty, always, required };

/// x-kubernetes-list-type: what a list is to server-side apply and to validation.
enum class ListType : unsigned char { none, atomic, set, map };

/// x-kubernetes-validations: a CEL expression that must hold of `self`, and what to say when it does not.
struct Rule {
  std::string_view expression;
  std::string_view message;
};

/// Lists of words within a table line are one text: "A|B|C" for values, "containerPort,protocol" for keys.
struct Field {
  std::string_view json;
  std::size_t offset;
  const Type* type;
  std::string_view doc;
  Presence presence = Presence::omit_empty;
  ListType list = ListType::none;
  bool nullable_value = false;
  bool atomic_map = false;          ///< x-kubernetes-map-type: atomic
  bool embedded = false;            ///< x-kubernetes-embedded-resource
  bool keep_unknown = false;        ///< x-kubernetes-preserve-unknown-fields
  bool patch_merges = false;        ///< strategic merge: the list is merged, not replaced
  bool patch_retains_keys = false;  ///< strategic merge: members outside $retainKeys are dropped
  std::string_view list_keys = {};  ///< of a list of ListType::map
  std::string_view patch_key = {};  ///< strategic merge's key; empty for lists of scalars
  std::string_view allowed = {};    ///< enum values
  std::string_view pattern = {};
  std::string_view format = {};    ///< beside the type's own
  std::string_view fallback = {};  ///< default, as JSON text
  std::optional<double> minimum = {};
  std::optional<double> maximum = {};
  std::optional<std::uint32_t> most_items = {};
  std::optional<std::uint32_t> least_length = {};
  std::optional<std::uint32_t> most_length = {};
  std::span<const Rule> rules = {};

  Field required() const {
    return with([](Field& f) { f.presence = Presence::required; });
  }
  Field always() const {
    return with([](Field& f) { f.presence = Presence::always; });
  }
  Field nullable() const {
    return with([](Field& f) { f.nullable_value = true; });
  }
  Field atomic() const {
    return with([](Field& f) { f.list = ListType::atomic; });
  }
  Field set() const {
    return with([](Field& f) { f.list = ListType::set; });
  }
  /// A list of objects that are told apart by these members: "name" or "containerPort,protocol".
  Field map_by(std::string_view keys) const;
  /// Strategic merge joins items of the same key (or, without a key, lists of scalars).
  Field patch_by(std::string_view key = {}) const;
  /// Both: the usual list of named things.
  Field merge_by(std::string_view key) const { return map_by(key).patch_by(key); }
  Field retain_keys() const {
    return with([](Field& f) { f.patch_retains_keys = true; });
  }
  Field whole() const {
    return with([](Field& f) { f.atomic_map = true; });
  }
  Field embedded_resource() const {
    return with([](Field& f) { f.embedded = f.keep_unknown = true; });
  }
  Field any_members() const {
    return with([](Field& f) { f.keep_unknown = true; });
  }
  /// "Always|IfNotPresent|Never"
  Field one_of(std::string_view values) const;
  Field matching(std::string_view regex) const;
  Field in_format(std::string_view name) const;
  Field or_else(std::string_view json_text) const;
  Field at_least(double least) const;
  Field at_most(double most) const;
  Field at_most_items(std::uint32_t most) const;
  Field at_least_long(std::uint32_t least) const;
  Field at_most_long(std::uint32_t most) const;
  Field held_to(std::span<const Rule> expressions) const;

 private:
  template <class Change>
  Field with(Change change) const {
    auto copy = *this;
    change(copy);
    return copy;
  }
};

/// Of a kind: the group and version it is served in. Empty for a struct that is part of others.
struct GroupVersionKind {
  std::string_view group;
  std::string_view version;
  std::string_view kind;
};

struct Struct {
  std::string_view name;  ///< OpenAPI's: "io.k8s.api.core.v1.Pod"
  std::string_view doc;
  std::span<const Field> fields;
  GroupVersionKind served = {};
  bool atomic = false;  ///< x-kubernetes-map-type: atomic wherever it is used

  const Field* find(std::string_view json) const;
  /// "Pod" of "io.k8s.api.core.v1.Pod".
  std::string_view short_name() const;
  /// "v1.Pod", as Go prints the type.
  std::string_view go_name() const;
};

/// Calls `take` with each word of a table's list of words.
template <class Take>
void each_word(std::string_view words, char separator, Take take) {
  while (!words.empty()) {
    const auto end = words.find(separator);
    take(words.substr(0, end));
    if (end == std::string_view::npos) return;
    words.remove_prefix(end + 1);
  }
}

}  // namespace coracle::schema

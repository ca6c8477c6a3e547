#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace coracle::cluster::garbage {

/// What the text of an object's metadata says, found without making values of it.
struct ScannedMetadata {
  std::string_view ns, name, uid, version;
  bool has_owners = false;  ///< ownerReferences is there
  bool has_finalizers = false;
  bool is_deleted = false;  ///< deletionTimestamp is there
  /// Nothing of it but its existence is of interest to who collects garbage.
  bool is_plain() const { return !has_owners && !has_finalizers && !is_deleted; }
};

/// Of `{"type":"ADDED","object":{...,"metadata":{...}}}`, one line of a watch, with its type. Nothing for what is
/// written in another way than compact JSON: then parse it.
struct ScannedEvent {
  std::string_view type;
  ScannedMetadata metadata;
};
std::optional<ScannedEvent> scan_event(std::string_view line);

/// A number that tells an object from all others: of kind, namespace, name and uid. Two objects share one about once in
/// a world of ten billion.
std::uint64_t identity_of(std::string_view kind, std::string_view ns, std::string_view name, std::string_view uid);

}  // namespace coracle::cluster::garbage

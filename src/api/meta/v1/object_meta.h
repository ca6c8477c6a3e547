#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "schema/codec.h"

namespace coracle::api::meta::v1 {

using schema::operator==;

/// Names an object that owns this one, in the same namespace or cluster-wide.
struct OwnerReference {
  std::string api_version;
  std::string kind;
  std::string name;
  std::string uid;
  std::optional<bool> controller;
  std::optional<bool> block_owner_deletion;
};
const schema::Struct& describe(const OwnerReference*);

/// Which fields of an object a manager has set, for server-side apply.
struct ManagedFieldsEntry {
  std::string manager;
  std::string operation;
  std::string api_version;
  schema::Time time;
  std::string fields_type;
  json::Value fields_v1;
  std::string subresource;
};
const schema::Struct& describe(const ManagedFieldsEntry*);

/// What every stored object carries.
struct ObjectMeta {
  std::string name;
  std::string generate_name;
  std::string namespace_;
  std::string self_link;
  std::string uid;
  std::string resource_version;
  std::int64_t generation = 0;
  schema::Time creation_timestamp;
  schema::Time deletion_timestamp;
  std::optional<std::int64_t> deletion_grace_period_seconds;
  std::map<std::string, std::string> labels;
  std::map<std::string, std::string> annotations;
  std::vector<OwnerReference> owner_references;
  std::vector<std::string> finalizers;
  std::vector<ManagedFieldsEntry> managed_fields;

  ObjectMeta();
  ~ObjectMeta();
  ObjectMeta(const ObjectMeta&);
  ObjectMeta& operator=(const ObjectMeta&);
  ObjectMeta(ObjectMeta&&) noexcept;
  ObjectMeta& operator=(ObjectMeta&&) noexcept;
};
const schema::Struct& describe(const ObjectMeta*);

}  // namespace coracle::api::meta::v1

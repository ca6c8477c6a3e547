#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::storage::v1 {

using schema::operator==;

/// A token a driver is given.
struct TokenRequest {
  std::string audience;
  std::optional<std::int64_t> expiration_seconds;
};
const schema::Struct& describe(const TokenRequest*);

/// What a driver asks for and can do.
struct CSIDriverSpec {
  std::optional<bool> attach_required;
  std::optional<bool> pod_info_on_mount;
  std::vector<std::string> volume_lifecycle_modes;
  std::optional<bool> storage_capacity;
  std::string fs_group_policy;
  std::vector<TokenRequest> token_requests;
  std::optional<bool> requires_republish;
  std::optional<bool> se_linux_mount;
  std::optional<std::int64_t> node_allocatable_update_period_seconds;
  std::optional<bool> service_account_token_in_secrets;
  std::optional<bool> prevent_pod_scheduling_if_missing;
};
const schema::Struct& describe(const CSIDriverSpec*);

/// A driver of the cluster.
struct CSIDriver {
  std::string api_version = "storage.k8s.io/v1";
  std::string kind = "CSIDriver";
  meta::v1::ObjectMeta metadata;
  CSIDriverSpec spec;
};
const schema::Struct& describe(const CSIDriver*);

/// What a node can take.
struct VolumeNodeResources {
  std::int32_t count = 0;
};
const schema::Struct& describe(const VolumeNodeResources*);

/// A driver on a node.
struct CSINodeDriver {
  std::string node_id;
  std::vector<std::string> topology_keys;
  Box<VolumeNodeResources> allocatable;
  std::string name;
};
const schema::Struct& describe(const CSINodeDriver*);

/// The drivers.
struct CSINodeSpec {
  std::vector<CSINodeDriver> drivers;
};
const schema::Struct& describe(const CSINodeSpec*);

/// The drivers of one node.
struct CSINode {
  std::string api_version = "storage.k8s.io/v1";
  std::string kind = "CSINode";
  meta::v1::ObjectMeta metadata;
  CSINodeSpec spec;
};
const schema::Struct& describe(const CSINode*);

}  // namespace coracle::api::storage::v1

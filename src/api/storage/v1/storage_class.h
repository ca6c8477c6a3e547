#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/topology_selector.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::storage::v1 {

using schema::operator==;

/// A kind of storage volumes are made from.
struct StorageClass {
  std::string api_version = "storage.k8s.io/v1";
  std::string kind = "StorageClass";
  meta::v1::ObjectMeta metadata;
  std::string provisioner;
  std::map<std::string, std::string> parameters;
  std::optional<std::string> reclaim_policy;
  std::vector<std::string> mount_options;
  std::optional<bool> allow_volume_expansion;
  std::optional<std::string> volume_binding_mode;
  std::vector<core::v1::TopologySelectorTerm> allowed_topologies;
};
const schema::Struct& describe(const StorageClass*);

}  // namespace coracle::api::storage::v1

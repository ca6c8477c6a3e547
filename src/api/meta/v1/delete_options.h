#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema/codec.h"

namespace coracle::api::meta::v1 {

using schema::operator==;

/// What must hold of the stored object.
struct Preconditions {
  std::string uid;
  std::string resource_version;
};
const schema::Struct& describe(const Preconditions*);

/// How an object is deleted.
struct DeleteOptions {
  std::optional<std::int64_t> grace_period_seconds;
  Box<Preconditions> preconditions;
  std::optional<bool> orphan_dependents;
  std::string propagation_policy;
  std::vector<std::string> dry_run;
  std::optional<bool> ignore_store_read_error_with_cluster_breaking_potential;
  std::string api_version;
  std::string kind;
};
const schema::Struct& describe(const DeleteOptions*);

}  // namespace coracle::api::meta::v1

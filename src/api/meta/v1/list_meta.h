#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "schema/codec.h"

namespace coracle::api::meta::v1 {

using schema::operator==;

/// Part of the objects that was listed.
struct ShardInfo {
  std::string selector;
};
const schema::Struct& describe(const ShardInfo*);

/// What a list says of itself.
struct ListMeta {
  std::string self_link;
  std::string resource_version;
  std::string continue_;
  std::optional<std::int64_t> remaining_item_count;
  Box<ShardInfo> shard_info;
};
const schema::Struct& describe(const ListMeta*);

}  // namespace coracle::api::meta::v1

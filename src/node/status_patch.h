#pragma once
#include <initializer_list>
#include <string_view>

#include "json/value.h"

namespace coracle::node {

/// How a list of a status is patched (the patch strategy of its field).
struct MergedList {
  std::string_view member;
  std::string_view key;
  /// True: only the items that differ are sent, so that items of others stay ("conditions"). False: what is there is
  /// replaced by all of ours.
  bool shared = false;
};

/// The strategic merge patch of a status that makes `after` of `before`; an empty object when nothing differs. Lists
/// that are not named are atomic and sent whole.
json::Object status_patch(const json::Value& before, const json::Value& after, std::initializer_list<MergedList> lists);

}  // namespace coracle::node

#include "node/status_patch.h"

#include "json/patch.h"

namespace coracle::node {
namespace {

json::Array changed_items(const json::Value* before, const json::Array& after, std::string_view key) {
  json::Array changed;
  for (const auto& item : after) {
    const json::Value* was = nullptr;
    if (before && before->is_array())
      for (const auto& old : before->get_array())
        if (json::text(old, {key}) == json::text(item, {key})) was = &old;
    if (was && json::equal(*was, item)) continue;
    if (!was) {
      changed.push_back(item);
      continue;
    }
    // A merge, so that what the old item had and the new one has not goes as null.
    auto difference = json::merge_diff(*was, item);
    difference.get_object()[key] = json::text(item, {key});
    changed.push_back(std::move(difference));
  }
  return changed;
}

json::Array replacing(const json::Array& items) {
  json::Array list{json::Object{{"$patch", "replace"}}};
  for (const auto& item : items) list.push_back(item);
  return list;
}
}  // namespace

json::Object status_patch(const json::Value& before, const json::Value& after,
                          std::initializer_list<MergedList> lists) {
  json::Object patch;
  static const json::Object nothing;
  const auto& old = before.is_object() ? before.get_object() : nothing;
  for (const auto& member : after.get_object()) {
    const auto* was = old.if_contains(member.key());
    if (was && json::equal(*was, member.value())) continue;
    const MergedList* merged = nullptr;
    for (const auto& list : lists)
      if (list.member == std::string_view(member.key())) merged = &list;
    if (merged && merged->shared) {
      auto items = changed_items(was, member.value().get_array(), merged->key);
      if (!items.empty()) patch[member.key()] = std::move(items);
    } else if (merged && was) {
      patch[member.key()] = replacing(member.value().get_array());
    } else if (was && was->is_object() && member.value().is_object()) {
      patch[member.key()] = json::merge_diff(*was, member.value());
    } else {
      patch[member.key()] = member.value();
    }
  }
  for (const auto& member : old)
    if (!after.get_object().contains(member.key()) && !member.value().is_null()) patch[member.key()] = nullptr;
  return patch;
}

}  // namespace coracle::node

#include "json/patch.h"

namespace coracle::json {
namespace {

void diff_members(const Object& before, const Object& after, const Pointer& at, Patch& patch);

void diff_value(const Value& before, const Value& after, const Pointer& at, Patch& patch) {
  if (before.is_object() && after.is_object()) {
    diff_members(before.get_object(), after.get_object(), at, patch);
  } else if (!equal(before, after)) {
    patch.push_back({Operation::Verb::replace, at, {}, after});
  }
}

void diff_members(const Object& before, const Object& after, const Pointer& at, Patch& patch) {
  for (const auto& member : before)
    if (!after.contains(member.key())) patch.push_back({Operation::Verb::remove, at.child(member.key()), {}, {}});
  for (const auto& member : after) {
    const auto* old = before.if_contains(member.key());
    const auto child = at.child(member.key());
    if (old)
      diff_value(*old, member.value(), child, patch);
    else
      patch.push_back({Operation::Verb::add, child, {}, member.value()});
  }
}

// A value put in place by a merge patch is itself merged, so it must not carry nulls.
Value without_nulls(const Value& value) {
  const auto* object = value.if_object();
  if (!object) return value;
  Object kept;
  for (const auto& member : *object)
    if (!member.value().is_null()) kept[member.key()] = without_nulls(member.value());
  return kept;
}

}  // namespace

void merge_into(Value& target, const Value& patch) {
  const auto* changes = patch.if_object();
  if (!changes) {
    target = patch;
    return;
  }
  if (!target.is_object()) target.emplace_object();
  auto& object = target.get_object();
  for (const auto& change : *changes) {
    if (change.value().is_null())
      object.erase(change.key());
    else
      merge_into(object[change.key()], change.value());
  }
}

Patch diff(const Value& before, const Value& after) {
  Patch patch;
  diff_value(before, after, {}, patch);
  return patch;
}

Value merge_diff(const Value& before, const Value& after) {
  const auto* old = before.if_object();
  const auto* wanted = after.if_object();
  if (!old || !wanted) return without_nulls(after);
  Object patch;
  for (const auto& member : *old)
    if (!wanted->contains(member.key())) patch[member.key()] = nullptr;
  for (const auto& member : *wanted) {
    const auto* present = old->if_contains(member.key());
    if (present && equal(*present, member.value())) continue;
    if (!present || !present->is_object() || !member.value().is_object()) {
      // Over an absent or other value a merge leaves the patch's own members, over an object it would mix them.
      patch[member.key()] = without_nulls(member.value());
      continue;
    }
    auto inner = merge_diff(*present, member.value());
    if (!inner.get_object().empty()) patch[member.key()] = std::move(inner);
  }
  return patch;
}

}  // namespace coracle::json

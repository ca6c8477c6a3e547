#include "json/patch.h"

namespace coracle::json {
namespace {

/// Walks both values; the place is made a pointer only where they differ.
class Differ {
 public:
  Patch take() { return std::move(patch_); }

  void compare(const Value& before, const Value& after) {
    if (before.is_object() && after.is_object())
      members(before.get_object(), after.get_object());
    else if (!equal(before, after))
      add(Operation::Verb::replace, after);
  }

 private:
  void add(Operation::Verb verb, const Value& value) {
    patch_.push_back({verb, Pointer({place_.begin(), place_.end()}), {}, value});
  }

  void members(const Object& before, const Object& after) {
    for (const auto& member : before) {
      if (after.contains(member.key())) continue;
      place_.emplace_back(member.key());
      add(Operation::Verb::remove, {});
      place_.pop_back();
    }
    for (const auto& member : after) {
      const auto* old = before.if_contains(member.key());
      place_.emplace_back(member.key());
      if (old)
        compare(*old, member.value());
      else
        add(Operation::Verb::add, member.value());
      place_.pop_back();
    }
  }

  std::vector<std::string_view> place_;
  Patch patch_;
};

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
  Differ differ;
  differ.compare(before, after);
  return differ.take();
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

#include "schema/field_set.h"

#include <fmt/format.h>

#include <algorithm>

namespace coracle::schema {
namespace {

constexpr std::size_t deepest_set = 100;

std::string_view step_name(const boost::json::key_value_pair& member) {
  return {member.key().data(), member.key().size()};
}

/// "f:", "k:", "v:" or "i:" and something after it.
bool is_step(std::string_view text) {
  return text.size() >= 2 && text[1] == ':' && std::string_view("fkvi").find(text[0]) != std::string_view::npos;
}

bool read_set(const json::Object& members, FieldSet& node, std::size_t depth) {
  if (depth > deepest_set) return false;
  for (const auto& member : members) {
    const auto name = step_name(member);
    if (name == ".") {
      node.self = true;
      continue;
    }
    const auto* inner = member.value().if_object();
    if (!is_step(name) || inner == nullptr) return false;
    auto& child = node.below[std::string(name)];
    if (inner->empty()) {
      child.self = true;
    } else if (!read_set(*inner, child, depth + 1)) {
      return false;
    }
  }
  return true;
}

json::Object written(const FieldSet& node) {
  json::Object out;
  if (node.self && !node.below.empty()) out["."] = json::Object();
  for (const auto& [step, child] : node.below) out[step] = written(child);
  return out;
}

/// ".spec" of "f:spec", `[name="c"]` of `k:{"name":"c"}`.
std::string readable(std::string_view step) {
  const auto rest = step.substr(2);
  if (step[0] == 'f') return "." + std::string(rest);
  if (step[0] == 'v') return "[=" + std::string(rest) + "]";
  if (step[0] == 'i') return "[" + std::string(rest) + "]";
  const auto keys = json::parse(rest);
  if (!keys || !keys->is_object()) return "[" + std::string(rest) + "]";
  std::string inner;
  for (const auto& member : keys->get_object()) {
    if (!inner.empty()) inner += ',';
    inner += fmt::format("{}={}", step_name(member), json::serialize(member.value()));
  }
  return "[" + inner + "]";
}

void list_paths(const FieldSet& node, const std::string& path, std::vector<std::string>& out) {
  if (node.self) out.push_back(path);
  for (const auto& [step, child] : node.below) list_paths(child, path + readable(step), out);
}

bool is_granular_list(const Structural& schema) { return schema.list == ListType::map || schema.list == ListType::set; }

/// The part of `list` at `step`; null when there is none.
const json::Value* item_at(const json::Array& list, const Structural& schema, std::string_view step) {
  for (const auto& item : list) {
    if (step_to(item, schema) == step) return &item;
  }
  return nullptr;
}

const Structural& unknown_schema() {
  static const Structural any = [] {
    Structural schema;
    schema.keep_unknown = true;
    return schema;
  }();
  return any;
}

const Structural& schema_below(const Structural& schema, std::string_view name) {
  const auto* below = schema.member(name);
  return below != nullptr ? *below : unknown_schema();
}

void collect_fields(const json::Value& value, const Structural& schema, FieldSet& node) {
  if (const auto* members = value.if_object(); members != nullptr && !schema.atomic_map && !members->empty()) {
    for (const auto& member : *members) {
      const auto name = step_name(member);
      collect_fields(member.value(), schema_below(schema, name), node.below["f:" + std::string(name)]);
    }
    return;
  }
  if (const auto* items = value.if_array(); items != nullptr && is_granular_list(schema) && schema.items) {
    for (const auto& item : *items) {
      auto& child = node.below[step_to(item, schema)];
      child.self = true;
      if (schema.list == ListType::map && item.is_object()) collect_fields(item, *schema.items, child);
    }
    return;
  }
  node.self = true;
}

void collect_changes(const json::Value* before, const json::Value* now, const Structural& schema, Changes& out);

void object_changes(const json::Object* before, const json::Object* now, const Structural& schema, Changes& out) {
  static const json::Object none;
  const auto& old_members = before != nullptr ? *before : none;
  const auto& new_members = now != nullptr ? *now : none;
  const auto child = [&](std::string_view name, const json::Value* a, const json::Value* b) {
    Changes inner;
    collect_changes(a, b, schema_below(schema, name), inner);
    const auto step = "f:" + std::string(name);
    if (!inner.set.empty()) out.set.below[step] = std::move(inner.set);
    if (!inner.gone.empty()) out.gone.below[step] = std::move(inner.gone);
  };
  for (const auto& member : new_members)
    child(step_name(member), old_members.if_contains(member.key()), &member.value());
  for (const auto& member : old_members) {
    if (!new_members.contains(member.key())) child(step_name(member), &member.value(), nullptr);
  }
}

void list_changes(const json::Array* before, const json::Array* now, const Structural& schema, Changes& out) {
  static const json::Array none;
  const auto& old_items = before != nullptr ? *before : none;
  const auto& new_items = now != nullptr ? *now : none;
  for (const auto& item : new_items) {
    const auto step = step_to(item, schema);
    const auto* old = item_at(old_items, schema, step);
    Changes inner;
    if (schema.list == ListType::map) collect_changes(old, &item, *schema.items, inner);
    if (old == nullptr) inner.set.self = true;
    if (!inner.set.empty()) out.set.below[step] = std::move(inner.set);
    if (!inner.gone.empty()) out.gone.below[step] = std::move(inner.gone);
  }
  for (const auto& item : old_items) {
    const auto step = step_to(item, schema);
    if (item_at(new_items, schema, step) != nullptr) continue;
    auto& gone = out.gone.below[step];
    if (schema.list == ListType::map) collect_fields(item, *schema.items, gone);
    gone.self = true;
  }
}

void collect_changes(const json::Value* before, const json::Value* now, const Structural& schema, Changes& out) {
  const auto* old_members = before != nullptr ? before->if_object() : nullptr;
  const auto* new_members = now != nullptr ? now->if_object() : nullptr;
  const auto* old_items = before != nullptr ? before->if_array() : nullptr;
  const auto* new_items = now != nullptr ? now->if_array() : nullptr;
  if (before != nullptr && now != nullptr && json::equal(*before, *now)) return;
  if (!schema.atomic_map && (old_members != nullptr || before == nullptr) && new_members != nullptr &&
      !new_members->empty()) {
    // A map of free keys, made by this writer, is theirs as such: others may only add to it.
    if (before == nullptr && schema.additional) out.set.self = true;
    return object_changes(old_members, new_members, schema, out);
  }
  if (is_granular_list(schema) && schema.items && (old_items != nullptr || before == nullptr) && new_items != nullptr) {
    if (before == nullptr) out.set.self = true;
    return list_changes(old_items, new_items, schema, out);
  }
  if (before != nullptr) {
    collect_fields(*before, schema, out.gone);
    out.gone.self = true;
  }
  if (now != nullptr) {
    collect_fields(*now, schema, out.set);
    // The same path set anew is changed, not gone.
    out.gone = without(out.gone, out.set);
  }
}

// FieldsV1 of what was made, as collect_changes would find it: a node holds "." when its own path belongs to the set
// and something lies below it; steps come in their order.
struct CreatedNode {
  json::Object below;
  bool self = false;
};

CreatedNode created_node(const json::Value& now, const Structural& schema, const FieldSet* left_out,
                         const json::Storage& storage);

void put_created(json::Object& into, std::string_view step, CreatedNode node, const FieldSet* left_out) {
  if (left_out != nullptr && left_out->self) node.self = false;
  if (!node.self && node.below.empty()) return;
  if (node.self && !node.below.empty()) {
    json::Object with_self(into.storage());
    with_self.reserve(node.below.size() + 1);
    with_self["."] = json::Object(into.storage());
    for (auto& member : node.below) with_self[member.key()] = std::move(member.value());
    node.below = std::move(with_self);
  }
  into[step] = std::move(node.below);
}

const FieldSet* left_out_below(const FieldSet* left_out, std::string_view step) {
  if (left_out == nullptr) return nullptr;
  const auto found = left_out->below.find(step);
  return found == left_out->below.end() ? nullptr : &found->second;
}

void created_members(const json::Object& members, const Structural& schema, const FieldSet* left_out,
                     json::Object& into) {
  std::vector<std::pair<std::string_view, const json::Value*>> sorted;
  sorted.reserve(members.size());
  for (const auto& member : members) sorted.emplace_back(step_name(member), &member.value());
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  into.reserve(sorted.size());
  std::string step = "f:";
  for (const auto& [name, value] : sorted) {
    step.resize(2);
    step += name;
    const auto* out = left_out_below(left_out, step);
    put_created(into, step, created_node(*value, schema_below(schema, name), out, into.storage()), out);
  }
}

CreatedNode created_node(const json::Value& now, const Structural& schema, const FieldSet* left_out,
                         const json::Storage& storage) {
  CreatedNode node{json::Object(storage), true};
  if (const auto* members = now.if_object(); members != nullptr && !schema.atomic_map && !members->empty()) {
    node.self = schema.additional != nullptr;
    created_members(*members, schema, left_out, node.below);
    return node;
  }
  const auto* items = now.if_array();
  if (items == nullptr || !is_granular_list(schema) || !schema.items) return node;
  std::map<std::string, const json::Value*> sorted;
  for (const auto& item : *items) sorted[step_to(item, schema)] = &item;
  for (const auto& [step, item] : sorted) {
    const auto* out = left_out_below(left_out, step);
    CreatedNode inner{json::Object(storage), true};
    if (schema.list == ListType::map) inner = created_node(*item, *schema.items, out, storage);
    inner.self = true;
    put_created(node.below, step, std::move(inner), out);
  }
  return node;
}

}  // namespace

json::Value created_fields_v1(const json::Value& now, const Structural& schema, const FieldSet& left_out) {
  const auto* members = now.if_object();
  if (members == nullptr) return nullptr;
  json::Object out(now.storage());
  created_members(*members, schema, &left_out, out);
  if (out.empty()) return nullptr;
  return out;
}

Result<FieldSet> FieldSet::parse(const json::Value& fields_v1) {
  FieldSet set;
  const auto* members = fields_v1.if_object();
  if (members == nullptr || !read_set(*members, set, 0)) {
    return Error(Reason::bad_request, "fieldsV1 must be a set of fields with steps f:, k:, v: and i:");
  }
  set.self = false;
  return set;
}

json::Value FieldSet::fields_v1() const { return written(*this); }

std::vector<std::string> FieldSet::paths() const {
  std::vector<std::string> out;
  list_paths(*this, "", out);
  return out;
}

FieldSet united(const FieldSet& a, const FieldSet& b) {
  auto out = a;
  out.self = a.self || b.self;
  for (const auto& [step, child] : b.below) out.below[step] = united(out.below[step], child);
  return out;
}

FieldSet common(const FieldSet& a, const FieldSet& b) {
  FieldSet out;
  out.self = a.self && b.self;
  for (const auto& [step, child] : a.below) {
    const auto other = b.below.find(step);
    if (other == b.below.end()) continue;
    auto both = common(child, other->second);
    if (!both.empty()) out.below.emplace(step, std::move(both));
  }
  return out;
}

FieldSet without(const FieldSet& a, const FieldSet& b) {
  FieldSet out;
  out.self = a.self && !b.self;
  for (const auto& [step, child] : a.below) {
    const auto other = b.below.find(step);
    auto left = other == b.below.end() ? child : without(child, other->second);
    if (!left.empty()) out.below.emplace(step, std::move(left));
  }
  return out;
}

std::string step_to(const json::Value& item, const Structural& list) {
  if (list.list != ListType::map) return "v:" + json::serialize(item);
  std::map<std::string, json::Value> keys;
  const auto* members = item.if_object();
  for (const auto& key : list.list_keys) {
    const auto* value = members != nullptr ? members->if_contains(key) : nullptr;
    if (value != nullptr) {
      keys[key] = *value;
    } else if (const auto* known = list.items->property(key); known != nullptr && known->fallback) {
      keys[key] = *known->fallback;
    }
  }
  json::Object sorted;
  for (auto& [key, value] : keys) sorted[key] = std::move(value);
  return "k:" + json::serialize(sorted);
}

FieldSet fields_of(const json::Value& value, const Structural& schema) {
  FieldSet set;
  collect_fields(value, schema, set);
  set.self = false;
  return set;
}

Changes changes(const json::Value& before, const json::Value& now, const Structural& schema) {
  Changes out;
  collect_changes(&before, &now, schema, out);
  out.set.self = out.gone.self = false;
  return out;
}

}  // namespace coracle::schema

#include "schema/strategic_merge.h"

#include <fmt/format.h>

#include <algorithm>

#include "schema/type.h"

namespace coracle::schema {
namespace {

constexpr std::string_view directive = "$patch";
constexpr std::string_view retain_directive = "$retainKeys";
constexpr std::string_view delete_prefix = "$deleteFromPrimitiveList/";
constexpr std::string_view order_prefix = "$setElementOrder/";

boost::json::string_view keyed(std::string_view text) { return {text.data(), text.size()}; }
std::string_view name_of(const boost::json::key_value_pair& member) {
  return {member.key().data(), member.key().size()};
}

[[noreturn]] void refuse(std::string message) { throw Error(Reason::bad_request, std::move(message)); }

/// "replace" of {"$patch": "replace"}; empty when there is none.
std::string_view directive_of(const json::Object& patch) {
  const auto* found = patch.if_contains(keyed(directive));
  if (found == nullptr) return {};
  const auto* text = found->if_string();
  const auto word = text == nullptr ? std::string_view() : std::string_view(text->data(), text->size());
  if (word != "merge" && word != "replace" && word != "delete") {
    refuse(fmt::format("Unknown patch type \"{}\" in map", word.empty() ? json::serialize(*found) : std::string(word)));
  }
  return word;
}

/// The table of what an object-typed field holds; null for free form, maps and scalars.
const Struct* table_of(const Type& type) {
  const auto* t = &type;
  while (t->kind == Kind::optional) t = t->element;
  return t->kind == Kind::object ? &t->object() : nullptr;
}

const Type* items_of(const Type& type) {
  const auto* t = &type;
  while (t->kind == Kind::optional) t = t->element;
  return t->kind == Kind::list ? t->element : nullptr;
}

/// Values of maps are merged by the table of the map's element, if it has one.
const Struct* map_values_of(const Type& type) {
  const auto* t = &type;
  while (t->kind == Kind::optional) t = t->element;
  return t->kind == Kind::map ? table_of(*t->element) : nullptr;
}

/// How one member of an object is merged.
struct MergeRule {
  const Field* field = nullptr;
  const Struct* table = nullptr;   // of an object below
  const Struct* values = nullptr;  // of the values of a map below
};

class StrategicMerge {
 public:
  void object(json::Value& target, const json::Object& patch, const Struct* table, const Struct* values) {
    const auto word = directive_of(patch);
    if (word == "replace") {
      auto fresh = patch;
      fresh.stable_erase(fresh.find(keyed(directive)));
      target = std::move(fresh);
      return;
    }
    if (word == "delete") {
      target = json::Object();
      return;
    }
    if (!target.is_object()) target = json::Object();
    auto& members = target.get_object();
    retain(members, patch);
    for (const auto& member : patch) {
      const auto name = name_of(member);
      if (name == directive || name == retain_directive || name.starts_with(order_prefix)) continue;
      if (name.starts_with(delete_prefix)) {
        delete_scalars(members, name.substr(delete_prefix.size()), member.value());
        continue;
      }
      this->member(members, name, member.value(), rule_of(name, table, values), patch);
    }
    order_lists_without_change(members, patch, table);
  }

 private:
  static MergeRule rule_of(std::string_view name, const Struct* table, const Struct* values) {
    if (values != nullptr) return {nullptr, values, nullptr};
    const auto* field = table == nullptr ? nullptr : table->find(name);
    if (field == nullptr) return {};
    return {field, table_of(*field->type), map_values_of(*field->type)};
  }

  void member(json::Object& members, std::string_view name, const json::Value& value, const MergeRule& rule,
              const json::Object& patch) {
    if (value.is_null()) {
      if (const auto at = members.find(keyed(name)); at != members.end()) members.stable_erase(at);
      return;
    }
    if (const auto* below = value.if_object()) {
      if (directive_of(*below) == "delete" && !members.contains(keyed(name))) return;
      object(members[keyed(name)], *below, rule.table, rule.values);
      return;
    }
    const auto* items = value.if_array();
    if (items == nullptr || rule.field == nullptr || !rule.field->patch_merges) {
      members[keyed(name)] = value;
      return;
    }
    auto& target = members[keyed(name)];
    if (!target.is_array()) target = json::Array();
    const auto* order = patch.if_contains(keyed(std::string(order_prefix) + std::string(name)));
    if (rule.field->patch_key.empty()) {
      add_scalars(target.get_array(), *items);
    } else {
      merge_items(target.get_array(), *items, *rule.field);
    }
    if (order != nullptr) put_in_order(target.get_array(), *order, rule.field->patch_key);
  }

  /// $retainKeys: what it does not name goes, and it must name all that the patch sets.
  static void retain(json::Object& members, const json::Object& patch) {
    const auto* directive_value = patch.if_contains(keyed(retain_directive));
    if (directive_value == nullptr) return;
    const auto* keep = directive_value->if_array();
    if (keep == nullptr) refuse("invalid value for $retainKeys: must be a list");
    const auto kept = [&](std::string_view name) {
      return std::any_of(keep->begin(), keep->end(), [&](const json::Value& word) {
        return word.is_string() && std::string_view(word.get_string().data(), word.get_string().size()) == name;
      });
    };
    for (const auto& member : patch) {
      const auto name = name_of(member);
      if (!name.starts_with('$') && !member.value().is_null() && !kept(name)) {
        refuse(fmt::format("unexpected keys {} in patch: $retainKeys must name each member that is set", name));
      }
    }
    for (auto at = members.begin(); at != members.end();) {
      at = kept(name_of(*at)) ? at + 1 : members.stable_erase(at);
    }
  }

  static bool contains(const json::Array& list, const json::Value& value) {
    return std::any_of(list.begin(), list.end(), [&](const json::Value& item) { return json::equal(item, value); });
  }

  static void delete_scalars(json::Object& members, std::string_view name, const json::Value& value) {
    const auto* gone = value.if_array();
    if (gone == nullptr) refuse(fmt::format("invalid value for {}{}: must be a list", delete_prefix, name));
    auto* found = members.if_contains(keyed(name));
    auto* list = found == nullptr ? nullptr : found->if_array();
    if (list == nullptr) return;
    for (auto at = list->begin(); at != list->end();) at = contains(*gone, *at) ? list->erase(at) : at + 1;
  }

  static void add_scalars(json::Array& list, const json::Array& added) {
    for (const auto& item : added) {
      if (!contains(list, item)) list.push_back(item);
    }
  }

  void merge_items(json::Array& list, const json::Array& patches, const Field& field) {
    const auto* item_type = items_of(*field.type);
    const auto* table = item_type == nullptr ? nullptr : table_of(*item_type);
    if (replaces_list(list, patches)) return;
    for (const auto& patch : patches) {
      const auto* members = patch.if_object();
      if (members == nullptr) refuse(fmt::format("invalid item of {}: must be an object", field.json));
      const auto word = directive_of(*members);
      if (word == "replace") continue;  // marks the whole list, seen above
      const auto* key = members->if_contains(keyed(field.patch_key));
      if (key == nullptr) {
        refuse(fmt::format("map: {} does not contain declared merge key: {}", json::serialize(patch), field.patch_key));
      }
      auto* item = find_item(list, field.patch_key, *key);
      if (word == "delete") {
        for (auto* gone = item; gone != nullptr; gone = find_item(list, field.patch_key, *key)) list.erase(gone);
      } else if (item != nullptr) {
        object(*item, *members, table, nullptr);
      } else {
        json::Value fresh = json::Object();
        object(fresh, *members, table, nullptr);
        list.push_back(std::move(fresh));
      }
    }
  }

  /// An item {"$patch": "replace"} makes the others the whole list.
  static bool replaces_list(json::Array& list, const json::Array& patches) {
    const auto marks = [](const json::Value& item) {
      return item.is_object() && item.get_object().size() == 1 && directive_of(item.get_object()) == "replace";
    };
    if (std::none_of(patches.begin(), patches.end(), marks)) return false;
    list.clear();
    for (const auto& item : patches) {
      if (!marks(item)) list.push_back(item);
    }
    return true;
  }

  static json::Value* find_item(json::Array& list, std::string_view key, const json::Value& value) {
    for (auto& item : list) {
      const auto* members = item.if_object();
      const auto* found = members == nullptr ? nullptr : members->if_contains(keyed(key));
      if (found != nullptr && json::equal(*found, value)) return &item;
    }
    return nullptr;
  }

  /// $setElementOrder for lists that the patch does not change otherwise.
  static void order_lists_without_change(json::Object& members, const json::Object& patch, const Struct* table) {
    for (const auto& member : patch) {
      const auto name = name_of(member);
      if (!name.starts_with(order_prefix)) continue;
      const auto list_name = name.substr(order_prefix.size());
      auto* found = members.if_contains(keyed(list_name));
      const auto* field = table == nullptr ? nullptr : table->find(list_name);
      if (found == nullptr || !found->is_array() || field == nullptr || patch.contains(keyed(list_name))) continue;
      put_in_order(found->get_array(), member.value(), field->patch_key);
    }
  }

  /// Items the order names come in that order; each of the others stays behind the item it followed.
  static void put_in_order(json::Array& list, const json::Value& order, std::string_view key) {
    const auto* wanted = order.if_array();
    if (wanted == nullptr) refuse("invalid value for $setElementOrder: must be a list");
    const auto rank = [&](const json::Value& item) -> std::size_t {
      for (std::size_t i = 0; i < wanted->size(); ++i) {
        if (names(item, (*wanted)[i], key)) return i;
      }
      return wanted->size();
    };
    std::vector<std::pair<std::size_t, json::Value>> named;
    std::vector<std::pair<std::size_t, json::Value>> others;  // with the number of named items before each
    for (auto& item : list) {
      const auto r = rank(item);
      if (r < wanted->size()) {
        named.emplace_back(r, std::move(item));
      } else {
        others.emplace_back(named.size(), std::move(item));
      }
    }
    std::stable_sort(named.begin(), named.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    list.clear();
    std::size_t next = 0;
    for (std::size_t i = 0; i <= named.size(); ++i) {
      for (; next < others.size() && others[next].first == i; ++next) list.push_back(std::move(others[next].second));
      if (i < named.size()) list.push_back(std::move(named[i].second));
    }
  }

  static bool names(const json::Value& item, const json::Value& wanted, std::string_view key) {
    if (key.empty()) return json::equal(item, wanted);
    const auto part = [&](const json::Value& value) {
      const auto* members = value.if_object();
      return members == nullptr ? nullptr : members->if_contains(keyed(key));
    };
    const auto* mine = part(item);
    const auto* other = part(wanted);
    return mine != nullptr && other != nullptr && json::equal(*mine, *other);
  }
};

}  // namespace

Result<json::Value> strategic_merge(json::Value object, const json::Value& patch, const Struct& table) {
  const auto* members = patch.if_object();
  if (members == nullptr) return Error(Reason::bad_request, "a strategic merge patch must be an object");
  try {
    StrategicMerge().object(object, *members, &table, nullptr);
  } catch (const Error& error) {
    return error;  // a patch is what users type: the caller answers with it
  }
  return object;
}

}  // namespace coracle::schema

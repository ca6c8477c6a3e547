#include "schema/apply.h"

#include <fmt/format.h>

#include <algorithm>

#include "schema/field_set.h"

namespace coracle::schema {
namespace {

/// One entry of managedFields.
struct Entry {
  Manager manager;
  bool applied = false;
  FieldSet fields;
};
using Entries = std::vector<Entry>;

/// Fields that belong to the server.
const FieldSet& server_fields() {
  static const FieldSet set = [] {
    FieldSet s;
    for (const auto* name : {"f:apiVersion", "f:kind"}) s.below[name].self = true;
    auto& metadata = s.below["f:metadata"];
    metadata.self = true;
    for (const auto* name :
         {"f:name", "f:namespace", "f:generateName", "f:creationTimestamp", "f:selfLink", "f:uid", "f:generation",
          "f:managedFields", "f:resourceVersion", "f:deletionTimestamp", "f:deletionGracePeriodSeconds"}) {
      metadata.below[name].self = true;
    }
    return s;
  }();
  return set;
}

std::string text_at(const json::Object& object, std::string_view name) {
  const auto* value = object.if_contains({name.data(), name.size()});
  const auto* text = value != nullptr ? value->if_string() : nullptr;
  return text != nullptr ? std::string(text->data(), text->size()) : std::string();
}

/// Nothing when they cannot be read.
Entries read_entries(const json::Value& object) {
  Entries entries;
  const auto* list = json::find(object, {"metadata", "managedFields"});
  if (list == nullptr || !list->is_array()) return entries;
  for (const auto& item : list->get_array()) {
    const auto* members = item.if_object();
    const auto* fields = members != nullptr ? members->if_contains("fieldsV1") : nullptr;
    if (fields == nullptr) continue;
    auto set = FieldSet::parse(*fields);
    if (!set) return {};
    entries.push_back({{text_at(*members, "manager"), text_at(*members, "apiVersion"), text_at(*members, "subresource"),
                        text_at(*members, "time")},
                       text_at(*members, "operation") == "Apply",
                       std::move(*set)});
  }
  return entries;
}

void write_entries(json::Value& object, const Entries& entries) {
  json::Array list;
  for (const auto& entry : entries) {
    if (entry.fields.empty()) continue;
    json::Object members{{"manager", entry.manager.name},
                         {"operation", entry.applied ? "Apply" : "Update"},
                         {"apiVersion", entry.manager.api_version}};
    if (!entry.manager.time.empty()) members["time"] = entry.manager.time;
    members["fieldsType"] = "FieldsV1";
    members["fieldsV1"] = entry.fields.fields_v1();
    if (!entry.manager.subresource.empty()) members["subresource"] = entry.manager.subresource;
    list.push_back(std::move(members));
  }
  auto& metadata = json::at_path(object, {"metadata"});
  if (!metadata.is_object()) metadata = json::Object();
  if (list.empty()) {
    metadata.get_object().erase("managedFields");
  } else {
    metadata.get_object()["managedFields"] = std::move(list);
  }
}

bool is_same_manager(const Entry& entry, const Manager& manager, bool applied) {
  return entry.applied == applied && entry.manager.name == manager.name &&
         entry.manager.subresource == manager.subresource && entry.manager.api_version == manager.api_version;
}

json::Value merged(const json::Value& live, const json::Value& wanted, const Structural& schema);

json::Value merged_list(const json::Array& live, const json::Array& wanted, const Structural& schema) {
  json::Array out = live;
  for (const auto& item : wanted) {
    const auto step = step_to(item, schema);
    const auto at =
        std::find_if(out.begin(), out.end(), [&](const json::Value& v) { return step_to(v, schema) == step; });
    if (at == out.end()) {
      out.push_back(item);
    } else if (schema.list == ListType::map) {
      *at = merged(*at, item, *schema.items);
    }
  }
  return out;
}

json::Value merged(const json::Value& live, const json::Value& wanted, const Structural& schema) {
  if (live.is_object() && wanted.is_object() && !schema.atomic_map) {
    static const Structural any;
    auto out = live.get_object();
    for (const auto& member : wanted.get_object()) {
      const auto* below = schema.member({member.key().data(), member.key().size()});
      auto* there = out.if_contains(member.key());
      if (there == nullptr) {
        out[member.key()] = member.value();
      } else {
        *there = merged(*there, member.value(), below != nullptr ? *below : any);
      }
    }
    return out;
  }
  if (live.is_array() && wanted.is_array() && schema.items && schema.list != ListType::none &&
      schema.list != ListType::atomic) {
    return merged_list(live.get_array(), wanted.get_array(), schema);
  }
  return wanted;
}

/// Takes away what `gone` names, unless `kept` names it or something below it.
void remove_fields(json::Value& value, const FieldSet& gone, const FieldSet& kept, const Structural& schema) {
  static const FieldSet none;
  static const Structural any;
  const auto kept_below = [&](const std::string& step) -> const FieldSet& {
    const auto at = kept.below.find(step);
    return at == kept.below.end() ? none : at->second;
  };
  for (const auto& [step, child] : gone.below) {
    const auto& keep = kept_below(step);
    if (auto* members = value.if_object(); members != nullptr && step.starts_with("f:")) {
      const auto at = members->find(step.substr(2));
      if (at == members->end()) continue;
      const auto* below = schema.member(step.substr(2));
      remove_fields(at->value(), child, keep, below != nullptr ? *below : any);
      const bool emptied = (at->value().is_object() && at->value().get_object().empty()) ||
                           (at->value().is_array() && at->value().get_array().empty());
      if (keep.empty() && (child.self || emptied)) members->stable_erase(at);
    } else if (auto* items = value.if_array(); items != nullptr && schema.items) {
      const auto at =
          std::find_if(items->begin(), items->end(), [&](const json::Value& v) { return step_to(v, schema) == step; });
      if (at == items->end()) continue;
      if (keep.empty() && child.self) {
        items->erase(at);
      } else {
        remove_fields(*at, child, keep, *schema.items);
      }
    }
  }
}

std::string shown_manager(const Entry& entry) {
  auto text = fmt::format("\"{}\"", entry.manager.name);
  if (!entry.manager.subresource.empty()) text += fmt::format(" with subresource \"{}\"", entry.manager.subresource);
  if (!entry.applied) text += " using " + entry.manager.api_version;
  return text;
}

struct Conflict {
  std::string manager;
  std::vector<std::string> paths;
};

Error conflict_error(const std::vector<Conflict>& conflicts) {
  ErrorDetails details;
  std::string message;
  for (const auto& conflict : conflicts) {
    if (!message.empty()) message += '\n';
    message += fmt::format("conflicts with {}:", conflict.manager);
    for (const auto& path : conflict.paths) {
      message += "\n- " + path;
      details.causes.push_back({path, "FieldManagerConflict", "conflict with " + conflict.manager});
    }
  }
  const auto count = details.causes.size();
  if (count == 1) message = fmt::format("conflict with {}: {}", conflicts[0].manager, conflicts[0].paths[0]);
  message = fmt::format("Apply failed with {} conflict{}: {}", count, count == 1 ? "" : "s", message);
  return Error(Reason::conflict, std::move(message), std::move(details));
}

json::Value without_managed_fields(json::Value object) {
  auto* metadata = object.is_object() ? object.get_object().if_contains("metadata") : nullptr;
  if (metadata != nullptr && metadata->is_object()) metadata->get_object().erase("managedFields");
  return object;
}

}  // namespace

Result<json::Value> apply(const json::Value& live, const json::Value& wanted, const Structural& schema,
                          const Manager& manager, bool force) {
  if (const auto* sent = json::find(wanted, {"metadata", "managedFields"}); sent != nullptr && !sent->is_null()) {
    return Error(Reason::bad_request, "metadata.managedFields must be nil");
  }
  auto entries = read_entries(live);
  const auto set = without(fields_of(wanted, schema), server_fields());
  const json::Value before = live.is_null() ? json::Value(json::Object()) : without_managed_fields(live);
  auto now = merged(before, wanted, schema);
  FieldSet others;
  FieldSet former;
  for (const auto& entry : entries) {
    if (is_same_manager(entry, manager, true)) {
      former = entry.fields;
    } else {
      others = united(others, entry.fields);
    }
  }
  remove_fields(now, without(former, set), united(others, set), schema);

  const auto changed = common(changes(before, now, schema).set, set);
  std::vector<Conflict> conflicts;
  for (auto& entry : entries) {
    if (is_same_manager(entry, manager, true)) continue;
    const auto both = common(entry.fields, changed);
    if (both.empty()) continue;
    if (force) {
      entry.fields = without(entry.fields, both);
    } else {
      conflicts.push_back({shown_manager(entry), both.paths()});
    }
  }
  if (!conflicts.empty()) return conflict_error(conflicts);

  const auto own =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return is_same_manager(e, manager, true); });
  if (own == entries.end()) {
    entries.push_back({manager, true, set});
  } else if (!(own->fields == set)) {
    *own = {manager, true, set};
  }
  write_entries(now, entries);
  return now;
}

namespace {
/// Of a new object all is its maker's: the commonest write, and so without sets in between.
void track_creation(json::Value& now, const Structural& schema, const Manager& manager) {
  auto& metadata = json::at_path(now, {"metadata"});
  if (!metadata.is_object()) metadata = json::Object(now.storage());
  metadata.get_object().erase("managedFields");
  auto fields = created_fields_v1(now, schema, server_fields());
  if (fields.is_null()) return;
  json::Object entry(now.storage());
  entry.reserve(7);
  entry["manager"] = manager.name;
  entry["operation"] = "Update";
  entry["apiVersion"] = manager.api_version;
  if (!manager.time.empty()) entry["time"] = manager.time;
  entry["fieldsType"] = "FieldsV1";
  entry["fieldsV1"] = std::move(fields);
  if (!manager.subresource.empty()) entry["subresource"] = manager.subresource;
  json::Array list(now.storage());
  list.push_back(std::move(entry));
  metadata.get_object()["managedFields"] = std::move(list);
}
}  // namespace

void track_update(const json::Value& before, json::Value& now, const Structural& schema, const Manager& manager) {
  if (before.is_null() && now.is_object()) return track_creation(now, schema, manager);
  const auto* sent = json::find(now, {"metadata", "managedFields"});
  // Clients empty the list to be rid of it: [] or [{}].
  const bool forgets = sent != nullptr && sent->is_array() && !before.is_null() &&
                       (sent->get_array().empty() ||
                        (sent->get_array().size() == 1 && json::equal(sent->get_array()[0], json::Object())));
  auto entries =
      before.is_null() || forgets ? Entries() : read_entries(sent != nullptr && sent->is_array() ? now : before);
  const json::Value old = before.is_null() ? json::Value(json::Object()) : without_managed_fields(before);
  now = without_managed_fields(std::move(now));
  auto change = changes(old, now, schema);
  change.set = without(change.set, server_fields());
  const auto all = united(change.set, change.gone);
  for (auto& entry : entries) {
    entry.fields = without(entry.fields, is_same_manager(entry, manager, false) ? change.gone : all);
  }
  if (!change.set.empty() && !forgets) {
    const auto own = std::find_if(entries.begin(), entries.end(),
                                  [&](const Entry& e) { return is_same_manager(e, manager, false); });
    if (own == entries.end()) {
      entries.push_back({manager, false, change.set});
    } else {
      own->fields = united(own->fields, change.set);
      own->manager.time = manager.time;
    }
  }
  write_entries(now, entries);
}

}  // namespace coracle::schema

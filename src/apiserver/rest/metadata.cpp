#include "apiserver/rest/metadata.h"

#include <fmt/core.h>

#include <algorithm>

#include "apiserver/rest/names.h"
#include "apiserver/rest/status.h"
#include "base/random.h"

namespace coracle::apiserver {

namespace {
constexpr std::size_t annotations_limit = 256U << 10U;

std::string quoted(std::string_view text) { return json::serialize(json::Value(text)); }

// A map of texts; what is no text is named.
const json::Object* text_map(const json::Value& object, std::string_view name, FieldErrors& errors) {
  const auto* found = json::find(object, {"metadata", name});
  if (found == nullptr || found->is_null()) return nullptr;
  if (!found->is_object()) {
    errors.push_back(
        invalid_field(fmt::format("metadata.{}", name), json::serialize(*found), "must be a map of strings"));
    return nullptr;
  }
  for (const auto& [key, value] : found->get_object())
    if (!value.is_string())
      errors.push_back(invalid_field(fmt::format("metadata.{}.{}", name, std::string_view(key)), json::serialize(value),
                                     "must be a string"));
  return &found->get_object();
}

void check_labels(const json::Value& object, FieldErrors& errors) {
  const auto* labels = text_map(object, "labels", errors);
  if (labels == nullptr) return;
  for (const auto& [name, value] : *labels) {
    if (auto wrong = wrong_label_name(name); !wrong.empty())
      errors.push_back(invalid_field("metadata.labels", quoted(name), wrong));
    if (!value.is_string()) continue;
    if (auto wrong = wrong_label_value(value.get_string()); !wrong.empty())
      errors.push_back(invalid_field("metadata.labels", quoted(value.get_string()), wrong));
  }
}

void check_annotations(const json::Value& object, FieldErrors& errors) {
  const auto* annotations = text_map(object, "annotations", errors);
  if (annotations == nullptr) return;
  std::size_t size = 0;
  for (const auto& [name, value] : *annotations) {
    std::string lower(name);
    for (auto& letter : lower)
      if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    if (auto wrong = wrong_label_name(lower); !wrong.empty())
      errors.push_back(invalid_field("metadata.annotations", quoted(name), wrong));
    size += name.size() + (value.is_string() ? value.get_string().size() : 0);
  }
  if (size > annotations_limit)
    errors.push_back({"metadata.annotations", "FieldValueTooLong",
                      fmt::format("Too long: may not be more than {} bytes", annotations_limit)});
}

void check_owners(const json::Value& object, FieldErrors& errors) {
  const auto* owners = json::find(object, {"metadata", "ownerReferences"});
  if (owners == nullptr || owners->is_null()) return;
  if (!owners->is_array()) {
    errors.push_back(invalid_field("metadata.ownerReferences", json::serialize(*owners), "must be a list"));
    return;
  }
  std::string controller;
  for (const auto& owner : owners->get_array()) {
    for (const auto* member : {"apiVersion", "kind", "name", "uid"})
      if (json::text(owner, {member}).empty())
        errors.push_back(
            invalid_field(fmt::format("metadata.ownerReferences.{}", member), "\"\"", "must not be empty"));
    const auto* is_controller = json::find(owner, {"controller"});
    if (is_controller == nullptr || !is_controller->is_bool() || !is_controller->get_bool()) continue;
    const auto name = json::text(owner, {"name"});
    if (!controller.empty())
      errors.push_back(
          invalid_field("metadata.ownerReferences", json::serialize(*owners),
                        fmt::format("Only one reference can have Controller set to true. Found \"true\" in "
                                    "references for {} and {}",
                                    controller, name)));
    controller = name;
  }
}

void check_finalizers(const json::Value& object, FieldErrors& errors) {
  const auto* list = json::find(object, {"metadata", "finalizers"});
  if (list == nullptr || list->is_null()) return;
  if (!list->is_array()) {
    errors.push_back(invalid_field("metadata.finalizers", json::serialize(*list), "must be a list"));
    return;
  }
  for (const auto& finalizer : list->get_array()) {
    const auto text = finalizer.is_string() ? std::string_view(finalizer.get_string()) : std::string_view{};
    if (auto wrong = wrong_label_name(text); !wrong.empty())
      errors.push_back(invalid_field("metadata.finalizers", json::serialize(finalizer), wrong));
  }
}

void check_name(const json::Value& object, const Resource& resource, FieldErrors& errors) {
  const auto name = json::text(object, {"metadata", "name"});
  if (name.empty())
    errors.push_back(required_field("metadata.name", "name or generateName is required"));
  else if (auto wrong = wrong_name(resource.name_rule, name); !wrong.empty())
    errors.push_back(invalid_field("metadata.name", quoted(name), wrong));
  const auto* namespace_ = json::find(object, {"metadata", "namespace"});
  const auto text = json::text(object, {"metadata", "namespace"});
  if (resource.namespaced && text.empty()) errors.push_back(required_field("metadata.namespace"));
  if (!resource.namespaced && namespace_ != nullptr && !text.empty())
    errors.push_back(forbidden_field("metadata.namespace", "not allowed on this type"));
}
}  // namespace

json::Object& metadata_of(json::Value& object) { return object.get_object()["metadata"].as_object(); }

FieldErrors check_metadata(const json::Value& object, const Resource& resource) {
  FieldErrors errors;
  check_name(object, resource, errors);
  check_labels(object, errors);
  check_annotations(object, errors);
  check_owners(object, errors);
  check_finalizers(object, errors);
  return errors;
}

FieldErrors check_metadata_update(const json::Value& object, const json::Value& old) {
  FieldErrors errors;
  for (const auto* name :
       {"name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"}) {
    const auto* now = json::find(object, {"metadata", name});
    const auto* before = json::find(old, {"metadata", name});
    const json::Value nothing;
    if (!json::equal(now ? *now : nothing, before ? *before : nothing))
      errors.push_back(
          invalid_field(fmt::format("metadata.{}", name), now ? json::serialize(*now) : "null", "field is immutable"));
  }
  if (!is_deleted(old)) return errors;
  const auto before = finalizers_of(old);
  std::string added;
  for (const auto& finalizer : finalizers_of(object))
    if (std::ranges::find(before, finalizer) == before.end()) added += (added.empty() ? "" : ", ") + quoted(finalizer);
  if (!added.empty())
    errors.push_back(forbidden_field(
        "metadata.finalizers",
        fmt::format(
            "no new finalizers can be added if the object is being deleted, found new finalizers []string{{{}}}",
            added)));
  return errors;
}

std::string generated_name(std::string_view base) {
  constexpr std::size_t longest = 63, suffix = 5;
  return std::string(base.substr(0, longest - suffix)) + random_suffix(suffix);
}

void begin_life(json::Value& object, const Resource& resource, WallTime now) {
  auto& metadata = metadata_of(object);
  if (json::text(object, {"metadata", "name"}).empty())
    if (const auto base = json::text(object, {"metadata", "generateName"}); !base.empty())
      metadata["name"] = generated_name(base);
  for (const auto* gone : {"deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "resourceVersion"})
    metadata.erase(gone);
  metadata["uid"] = random_uuid();
  metadata["creationTimestamp"] = format_time(now);
  if (resource.counts_generation)
    metadata["generation"] = 1;
  else
    metadata.erase("generation");
}

void keep_system_fields(json::Value& object, const json::Value& old) {
  auto& metadata = metadata_of(object);
  const auto& before = old.as_object().at("metadata").as_object();
  metadata.erase("selfLink");
  // What a client leaves out stays; what it changes is found by check_metadata_update.
  for (const auto* name : {"name", "namespace", "uid", "creationTimestamp", "generateName", "managedFields"})
    if (const auto* value = before.if_contains(name); value != nullptr && !metadata.contains(name))
      metadata[name] = *value;
  for (const auto* name : {"generation", "deletionTimestamp", "deletionGracePeriodSeconds"}) {
    const auto* value = before.if_contains(name);
    if (value != nullptr)
      metadata[name] = *value;
    else
      metadata.erase(name);
  }
}

void keep_status(json::Value& object, const json::Value* old) {
  const auto* before = old == nullptr ? nullptr : old->as_object().if_contains("status");
  if (before != nullptr)
    object.get_object()["status"] = *before;
  else
    object.get_object().erase("status");
}

void count_generation(json::Value& object, const json::Value& old, bool status_counts) {
  const auto& before = old.as_object();
  const auto& now = object.as_object();
  bool changed = false;
  const auto counts = [status_counts](std::string_view name) {
    return name != "metadata" && (status_counts || name != "status") && name != "apiVersion" && name != "kind";
  };
  for (const auto& [name, value] : now)
    if (counts(name)) {
      const auto* other = before.if_contains(name);
      changed = changed || other == nullptr || !json::equal(*other, value);
    }
  for (const auto& [name, _] : before) changed = changed || (counts(name) && !now.contains(name));
  if (!changed) return;
  const auto* generation = json::find(old, {"metadata", "generation"});
  const auto last = generation != nullptr && generation->is_int64() ? generation->get_int64() : 0;
  metadata_of(object)["generation"] = last + 1;
}

void keep_all_but_status(json::Value& object, const json::Value& old, bool custom) {
  auto kept = old;
  if (auto* status = object.get_object().if_contains("status"))
    kept.get_object()["status"] = std::move(*status);
  else
    kept.get_object().erase("status");
  auto& metadata = metadata_of(kept);
  if (auto* managed = metadata_of(object).if_contains("managedFields")) metadata["managedFields"] = std::move(*managed);
  if (!custom)
    for (const auto* name : {"labels", "annotations", "finalizers", "ownerReferences"}) {
      if (auto* value = metadata_of(object).if_contains(name))
        metadata[name] = std::move(*value);
      else
        metadata.erase(name);
    }
  object = std::move(kept);
}

void keep_all_but_finalizers(json::Value& object, const json::Value& old) {
  auto kept = old;
  auto& spec = kept.get_object()["spec"];
  if (!spec.is_object()) spec = json::Object{};
  const auto* now = json::find(object, {"spec", "finalizers"});
  if (now != nullptr && now->is_array() && !now->get_array().empty())
    spec.get_object()["finalizers"] = *now;
  else
    spec.get_object().erase("finalizers");
  object = std::move(kept);
}

bool is_deleted(const json::Value& object) { return !json::text(object, {"metadata", "deletionTimestamp"}).empty(); }

std::vector<std::string> finalizers_of(const json::Value& object) {
  std::vector<std::string> names;
  const auto* list = json::find(object, {"metadata", "finalizers"});
  if (list != nullptr && list->is_array())
    for (const auto& name : list->get_array())
      if (name.is_string()) names.emplace_back(name.get_string());
  return names;
}

void set_finalizers(json::Value& object, const std::vector<std::string>& finalizers) {
  auto& metadata = metadata_of(object);
  if (finalizers.empty()) {
    metadata.erase("finalizers");
    return;
  }
  json::Array list;
  for (const auto& name : finalizers) list.emplace_back(name);
  metadata["finalizers"] = std::move(list);
}

}  // namespace coracle::apiserver

#include "apiserver/crd/strategy.h"

#include <algorithm>

#include "apiserver/crd/conditions.h"
#include "apiserver/crd/validation.h"
#include "apiserver/rest/metadata.h"
#include "schema/codec.h"

namespace coracle::apiserver::crd {
namespace {

json::Object& member_object(json::Value& object, std::string_view name) {
  auto& found = object.get_object()[name];
  if (!found.is_object()) found = json::Object{};
  return found.get_object();
}

void fill_in_names(json::Object& spec) {
  if (auto* names = spec.if_contains("names"); names != nullptr && names->is_object()) {
    std::string kind(json::text(*names, {"kind"}));
    if (kind.empty()) return;
    if (json::text(*names, {"listKind"}).empty()) names->get_object()["listKind"] = kind + "List";
    std::ranges::transform(kind, kind.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (json::text(*names, {"singular"}).empty()) names->get_object()["singular"] = kind;
  }
}

/// The version objects are now stored in joins those they may have been stored in.
void note_storage_version(json::Value& object) {
  const auto* versions = json::find(object, {"spec", "versions"});
  if (versions == nullptr || !versions->is_array()) return;
  for (const auto& version : versions->get_array()) {
    const auto* storage = json::find(version, {"storage"});
    if (storage == nullptr || !storage->is_bool() || !storage->get_bool()) continue;
    const json::Value name(json::String(json::text(version, {"name"})));
    auto& stored = member_object(object, "status")["storedVersions"];
    if (!stored.is_array()) stored = json::Array{};
    auto& list = stored.get_array();
    if (std::ranges::find(list, name) == list.end()) list.push_back(name);
    return;
  }
}

void fill_in(json::Value& object) {
  auto& spec = member_object(object, "spec");
  fill_in_names(spec);
  if (!spec.contains("conversion")) spec["conversion"] = json::Object{{"strategy", "None"}};
  note_storage_version(object);
}

class DefinitionStrategy final : public Strategy {
 public:
  void prepare_for_create(json::Value& object) const override { fill_in(object); }
  void prepare_for_update(json::Value& object, const json::Value&) const override { fill_in(object); }

  FieldErrors validate_create(const json::Value& object) const override {
    return validate(schema::decoded<Definition>(object));
  }
  FieldErrors validate_update(const json::Value& object, const json::Value& old) const override {
    const auto now = schema::decoded<Definition>(object);
    const auto before = schema::decoded<Definition>(old);
    // A definition that ends must be able to lose its finalizers, whatever its schemas look like to this version.
    if (!before.metadata.deletion_timestamp.empty()) return {};
    auto errors = validate(now);
    for (auto& error : validate_change(now, before)) errors.push_back(std::move(error));
    return errors;
  }

  bool held(const json::Value& object) const override { return !is_deleted(object); }
  void mark_deleted(json::Value& object) const override {
    auto finalizers = finalizers_of(object);
    if (std::ranges::find(finalizers, cleanup_finalizer) == finalizers.end()) {
      finalizers.emplace_back(cleanup_finalizer);
      set_finalizers(object, finalizers);
    }
    auto definition = schema::decoded<Definition>(object);
    set_condition(definition.status, "Terminating", true, "InstanceDeletionPending",
                  "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
                  definition.metadata.deletion_timestamp.text);
    object.get_object()["status"] = schema::encode(definition.status);
  }
};
}  // namespace

std::shared_ptr<const Strategy> definition_strategy() { return std::make_shared<const DefinitionStrategy>(); }

}  // namespace coracle::apiserver::crd

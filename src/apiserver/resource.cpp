#include "apiserver/resource.h"

#include <algorithm>

namespace coracle::apiserver {

const Subresource* Resource::subresource(std::string_view name) const {
  const auto found = std::ranges::find(subresources, name, &Subresource::name);
  return found == subresources.end() ? nullptr : &*found;
}

bool Resource::allows(std::string_view verb) const {
  if (review) return verb == "create";
  return verbs.empty() || std::ranges::find(verbs, verb) != verbs.end();
}

Result<json::Value> ObjectRules::from_protobuf(std::string_view) const {
  return Error(Reason::unsupported_media_type,
               "the body of the request was in an unknown format - accepted media types include: application/json, "
               "application/yaml");
}

Result<json::Value> ObjectRules::strategic_merge(const json::Value&, const json::Value&) const {
  return Error(Reason::unsupported_media_type, "this kind knows no strategic merge patch");
}

void ObjectRules::track_managers(json::Value&, const json::Value*, const FieldManager&) const {}

Result<json::Value> ObjectRules::apply(const json::Value*, const json::Value&, const FieldManager&) const {
  return Error(Reason::unsupported_media_type, "this kind knows no server-side apply");
}

void Strategy::prepare_for_create(json::Value&) const {}
void Strategy::prepare_for_update(json::Value&, const json::Value&) const {}
void Strategy::prepare_for_status_update(json::Value&, const json::Value&) const {}
FieldErrors Strategy::validate_create(const json::Value&) const { return {}; }
FieldErrors Strategy::validate_update(const json::Value&, const json::Value&) const { return {}; }
FieldErrors Strategy::validate_status_update(const json::Value&, const json::Value&) const { return {}; }
std::vector<std::string> Strategy::warnings(const json::Value&) const { return {}; }
Graceful Strategy::deletion(const json::Value&, std::optional<std::int64_t>) const { return {}; }
bool Strategy::held(const json::Value&) const { return false; }
void Strategy::mark_deleted(json::Value&) const {}

}  // namespace coracle::apiserver

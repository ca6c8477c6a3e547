#include "apiserver/rest/objects.h"

#include <fmt/core.h>

#include "apiserver/rest/body.h"
#include "apiserver/rest/status.h"
#include "apiserver/rest/text_scan.h"
#include "apiserver/store/collection.h"

namespace coracle::apiserver {

namespace {
bool as_stored(const Resource& resource) {
  return !resource.from_storage &&
         (resource.storage_api_version.empty() || resource.storage_api_version == resource.api_version());
}
}  // namespace

json::Value served_value(const Resource& resource, const StoredObject& object) {
  auto value = object.parse(arena_for(object.text().size()));
  if (as_stored(resource)) return value;
  if (resource.from_storage) resource.from_storage(value);
  value.get_object()["apiVersion"] = resource.api_version();
  return value;
}

void append_served(std::string& out, const Resource& resource, const StoredObject& object) {
  if (as_stored(resource)) {
    out += object.text();
  } else if (!resource.from_storage) {
    out.append("{\"apiVersion\":\"").append(resource.api_version()).append("\",\"kind\":\"").append(resource.kind);
    out.append("\",").append(object.text_after_kind());
  } else {
    json::serialize_to(out, served_value(resource, object));
  }
}

std::string served_text(const Resource& resource, const StoredObject& object) {
  std::string text;
  append_served(text, resource, object);
  return text;
}

json::Value stored_value(const Resource& resource, json::Value value) {
  if (resource.to_storage) resource.to_storage(value);
  value.get_object()["apiVersion"] = resource.stored_api_version();
  return value;
}

Draft draft_of(const Resource& resource, std::string key, const json::Value& value) {
  if (!resource.to_storage && json::text(value, {"apiVersion"}) == resource.stored_api_version())
    return Draft::from(std::move(key), value);
  return Draft::from(std::move(key), stored_value(resource, value));
}

void append_metadata(std::string& out, const StoredObject& object, std::string_view group_version) {
  out.append("{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"").append(group_version).append("\",\"metadata\":");
  out.append(scan_member(object.text(), "metadata").value_or("{}")).append("}");
}

TableRequest table_request(const Call& call, const AnswerForm& form) {
  TableRequest request{form.group_version, std::string(call.target.parameter("includeObject")), true};
  if (request.include_object.empty()) request.include_object = "Metadata";
  if (request.include_object != "None" && request.include_object != "Metadata" && request.include_object != "Object")
    throw bad_request(fmt::format("unrecognized includeObject value: \"{}\"", request.include_object));
  return request;
}

std::string object_text(const Call& call, const AnswerForm& form, const StoredObject& object, const Tables* tables) {
  const auto& resource = *call.resource;
  if (form.kind == AnswerForm::Kind::object) return served_text(resource, object);
  if (form.kind == AnswerForm::Kind::metadata) {
    std::string text;
    append_metadata(text, object, form.group_version);
    return text;
  }
  std::vector<json::Value> objects;
  objects.push_back(served_value(resource, object));
  const json::Value metadata = json::Object{{"resourceVersion", std::to_string(object.revision())}};
  return tables->render(resource, table_request(call, form), objects, metadata);
}

std::string key_of(const Call& call) {
  const auto& resource = *call.resource;
  const auto& asked = call.attributes;
  return resource.namespaced ? object_key(asked.namespace_, asked.name) : asked.name;
}

ObjectPtr find_object_or_null(const Call& call) { return call.resource->collection->snapshot()->find(key_of(call)); }

ObjectPtr find_object(const Call& call) {
  auto object = find_object_or_null(call);
  if (!object) throw not_found(*call.resource, call.attributes.name);
  return object;
}

const Strategy& strategy_of(const Resource& resource) {
  static const Strategy common;
  return resource.strategy ? *resource.strategy : common;
}

net::Response object_response(int status, const Call& call, const ServerParts& parts, const StoredObject& object) {
  const auto form = negotiate(call.request.headers, parts.tables != nullptr);
  auto response = json_response(status, object_text(call, form, object, parts.tables));
  if (form.yaml) response.headers.set("Content-Type", std::string(form.content_type()));
  return response;
}

net::Response value_response(int status, const Call& call, const ServerParts& parts, const json::Value& value) {
  const auto form = negotiate(call.request.headers, parts.tables != nullptr);
  if (form.kind != AnswerForm::Kind::table) return json_response(status, value);
  const std::vector<json::Value> objects{value};
  return json_response(status, parts.tables->render(*call.resource, table_request(call, form), objects, nullptr));
}

}  // namespace coracle::apiserver

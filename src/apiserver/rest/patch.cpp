#include "apiserver/rest/patch.h"

#include <fmt/core.h>

#include "apiserver/rest/body.h"
#include "apiserver/rest/status.h"
#include "apiserver/rest/write.h"
#include "json/patch.h"

namespace coracle::apiserver {

namespace {
constexpr std::string_view apply_type = "application/apply-patch+yaml";

Error unknown_patch_type(bool strategic) {
  return {Reason::unsupported_media_type,
          fmt::format("the body of the request was in an unknown format - accepted media types include: "
                      "application/json-patch+json, application/merge-patch+json, {}application/apply-patch+yaml",
                      strategic ? "application/strategic-merge-patch+json, " : "")};
}

json::Value patch_object(const net::Request& request) {
  auto patch = read_body(request);
  if (!patch.is_object()) throw bad_request("the patch must be a JSON object");
  return patch;
}

// Server-side apply: on the current object, or on none.
Task<net::Response> apply(Rest& rest, Call& call) {
  const auto& resource = *call.resource;
  auto options = write_options_of(call);
  if (call.target.parameter("fieldManager").empty())
    throw Error(Reason::invalid,
                "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
  if (!resource.rules) throw unknown_patch_type(false);
  auto applied = patch_object(call.request);
  decode_kind(call, applied);
  const auto manager = field_manager(rest, call, options);
  if (!find_object_or_null(call)) {
    if (!call.attributes.subresource.empty()) throw not_found(resource, call.attributes.name);
    auto object = resource.rules->apply(nullptr, applied, manager).take();
    decode_object(call, object, options.validation);
    agree_with_path(call, object);
    const auto made = co_await create_object(rest, call, std::move(object), options);
    if (!made.object) co_return value_response(201, call, rest.parts(), made.would_be);
    co_return object_response(201, call, rest.parts(), *made.object);
  }
  Replacement replacement;
  replacement.make = [&](const json::Value& current) {
    return resource.rules->apply(&current, applied, manager).take();
  };
  replacement.options = std::move(options);
  replacement.subresource = call.attributes.subresource;
  replacement.is_apply = true;
  const auto replaced = co_await replace_object(rest, call, std::move(replacement));
  co_return replaced_response(rest, call, replaced);
}
}  // namespace

bool is_apply(const net::Request& request) { return content_type_of(request) == apply_type; }

std::function<json::Value(const json::Value& current)> read_patch(const Call& call) {
  const auto type = content_type_of(call.request);
  const auto& resource = *call.resource;
  const bool strategic = resource.rules && resource.rules->merges_strategically();
  if (type == "application/json-patch+json") {
    auto steps = json::parse_patch(read_body(call.request)).take();
    return [steps = std::move(steps)](const json::Value& current) { return json::apply_patch(current, steps).take(); };
  }
  if (type == "application/merge-patch+json") {
    return [patch = patch_object(call.request)](const json::Value& current) {
      auto merged = current;
      json::merge_into(merged, patch);
      return merged;
    };
  }
  if (type == "application/strategic-merge-patch+json" && strategic) {
    return [patch = patch_object(call.request), rules = resource.rules](const json::Value& current) {
      return rules->strategic_merge(current, patch).take();
    };
  }
  throw unknown_patch_type(strategic);
}

Task<net::Response> Rest::patch(Call& call) {
  if (is_apply(call.request)) co_return co_await apply(*this, call);
  Replacement replacement;
  replacement.make = read_patch(call);
  replacement.options = write_options_of(call);
  replacement.subresource = call.attributes.subresource;
  const auto replaced = co_await replace_object(*this, call, std::move(replacement));
  co_return replaced_response(*this, call, replaced);
}

}  // namespace coracle::apiserver

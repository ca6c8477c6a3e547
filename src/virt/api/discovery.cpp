#include "virt/api/discovery.h"

#include <fmt/core.h>

#include <algorithm>

#include "virt/api/answer.h"
#include "virt/api/subresources/subresource.h"
#include "virt/shared/version.h"

namespace coracle::virt::api {
namespace {

constexpr std::string_view served_versions[] = {"v1", "v1alpha3"};

json::Value group_version(std::string_view version) {
  return json::Object{{"groupVersion", fmt::format("{}/{}", aggregated_group, version)}, {"version", version}};
}

json::Object api_group() {
  json::Array versions;
  for (const auto version : served_versions) versions.push_back(group_version(version));
  return {{"kind", "APIGroup"},
          {"apiVersion", "v1"},
          {"name", aggregated_group},
          {"versions", std::move(versions)},
          {"preferredVersion", group_version(served_versions[0])}};
}

json::Value group_list() {
  auto group = api_group();
  group.erase("kind");
  group.erase("apiVersion");
  return json::Object{{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", json::Array{std::move(group)}}};
}

/// Clients look a verb up here before they use it; kubectl fails on short names of kinds whose verbs are missing.
json::Value resource_list(std::string_view version) {
  json::Array resources;
  for (const auto& route : routes()) {
    const auto name =
        route.resource.empty() ? std::string(route.verb) : fmt::format("{}/{}", route.resource, route.verb);
    resources.push_back(json::Object{{"name", name},
                                     {"singularName", ""},
                                     {"namespaced", true},
                                     {"kind", ""},
                                     {"verbs", json::Array{route.method == "GET" ? "get" : "update"}}});
  }
  return json::Object{{"kind", "APIResourceList"},
                      {"apiVersion", "v1"},
                      {"groupVersion", fmt::format("{}/{}", aggregated_group, version)},
                      {"resources", std::move(resources)}};
}

json::Value version_info() {
  return json::Object{{"gitVersion", shared::product_version()},
                      {"gitCommit", ""},
                      {"gitTreeState", ""},
                      {"buildDate", ""},
                      {"goVersion", ""},
                      {"compiler", "clang"},
                      {"platform", "linux/amd64"}};
}

json::Value root_paths() {
  json::Array paths{"/apis", "/apis/", "/healthz", "/openapi/v2", "/openapi/v3"};
  for (const auto version : served_versions) paths.emplace_back(fmt::format("/apis/{}/{}", aggregated_group, version));
  return json::Object{{"paths", std::move(paths)}};
}

json::Value openapi_v2() {
  return json::Object{{"swagger", "2.0"},
                      {"info", json::Object{{"title", "subresources.kubevirt.io"}, {"version", "v1"}}},
                      {"paths", json::Object{}}};
}

json::Value openapi_v3_index() {
  json::Object paths;
  for (const auto version : served_versions) {
    const auto path = fmt::format("apis/{}/{}", aggregated_group, version);
    paths[path] = json::Object{{"serverRelativeURL", fmt::format("/openapi/v3/{}", path)}};
  }
  return json::Object{{"paths", std::move(paths)}};
}

/// Verbs have no schemas of their own to tell.
json::Value openapi_v3(std::string_view version) {
  return json::Object{{"openapi", "3.0.0"},
                      {"info", json::Object{{"title", aggregated_group}, {"version", version}}},
                      {"paths", json::Object{}}};
}

json::Value not_built(std::string_view what) {
  return status_of(Error(Reason::not_found, fmt::format("this release has no {}", what)));
}

std::optional<net::Response> of_group_version(std::span<const std::string> rest, std::string_view version) {
  if (rest.empty()) return json_answer(200, resource_list(version));
  if (rest.size() != 1) return std::nullopt;
  const auto& word = rest.front();
  if (word == "version") return json_answer(200, version_info());
  if (word == "healthz") return json_answer(200, json::Object{{"apiserver", json::Object{{"connectivity", "ok"}}}});
  if (word == "guestfs") return json_answer(404, not_built("libguestfs image"));
  if (word.ends_with("-profiler")) return json_answer(404, not_built("profiler"));
  return std::nullopt;
}

std::optional<net::Response> of_openapi(std::span<const std::string> path) {
  if (path.size() == 2 && path[1] == "v2") return json_answer(200, openapi_v2());
  if (path.size() == 2 && path[1] == "v3") return json_answer(200, openapi_v3_index());
  if (path.size() == 5 && path[1] == "v3" && path[3] == aggregated_group && is_served_version(path[4]))
    return json_answer(200, openapi_v3(path[4]));
  return std::nullopt;
}

}  // namespace

bool is_served_version(std::string_view version) {
  return std::ranges::find(served_versions, version) != std::end(served_versions);
}

std::optional<net::Response> open_answer(const net::Target& target, std::string_view method) {
  if (method != "GET" && method != "HEAD") return std::nullopt;
  std::span<const std::string> path(target.path);
  while (!path.empty() && path.back().empty()) path = path.first(path.size() - 1);
  if (path.empty()) return json_answer(200, root_paths());
  if (path[0] == "healthz" && path.size() == 1) return text_answer(200, "ok");
  if (path[0] == "openapi") return of_openapi(path);
  if (path[0] != "apis") return std::nullopt;
  if (path.size() == 1) return json_answer(200, group_list());
  if (path[1] != aggregated_group) return std::nullopt;
  if (path.size() == 2) return json_answer(200, api_group());
  if (!is_served_version(path[2])) return std::nullopt;
  return of_group_version(path.subspan(3), path[2]);
}

}  // namespace coracle::virt::api

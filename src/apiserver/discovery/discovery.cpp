#include "apiserver/discovery/discovery.h"

namespace coracle::apiserver {
namespace {

/// The version of aggregated discovery that an Accept header prefers; empty: the older lists.
/// The header is a list of media types in the client's order of preference, as Go's clients write it.
std::string_view accepted_discovery(std::string_view accept) {
  while (!accept.empty()) {
    const auto end = accept.find(',');
    const auto part = accept.substr(0, end);
    const bool aggregated = part.find("as=APIGroupDiscoveryList") != std::string_view::npos &&
                            part.find("g=apidiscovery.k8s.io") != std::string_view::npos;
    if (aggregated && part.find("v=v2beta1") != std::string_view::npos) return "v2beta1";
    if (aggregated && part.find("v=v2") != std::string_view::npos) return "v2";
    if (!aggregated && part.find("application/json") != std::string_view::npos) return {};
    if (end == std::string_view::npos) break;
    accept.remove_prefix(end + 1);
  }
  return {};
}

/// FNV-1a, 64 bits: an ETag only has to change with the text.
std::string tag_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return fmt::format("\"{:016X}\"", hash);
}

net::Response answer(const json::Value& document, std::string content_type) {
  net::Response response;
  response.headers.set("Content-Type", std::move(content_type));
  response.headers.set("Cache-Control", "no-cache, private");
  response.headers.set("Vary", "Accept");
  response.body = json::serialize(document);
  return response;
}

net::Response aggregated_answer(const Call& call, const json::Value& document, std::string_view version) {
  auto response = answer(
      document, "application/json;g=apidiscovery.k8s.io;v=" + std::string(version) + ";as=APIGroupDiscoveryList");
  const auto tag = tag_of(std::get<net::Text>(response.body));
  response.headers.set("Etag", tag);
  response.headers.set("Cache-Control", "public");
  if (call.request.headers.get("If-None-Match") == tag) {
    response.status = 304;
    response.body = net::Text{};
  }
  return response;
}
}  // namespace

Discovery::Discovery(Aggregated aggregated) : aggregated_(std::move(aggregated)) {}

bool Discovery::serves(const Call& call) const {
  const auto& path = call.target.path;
  if (call.request.method != "GET" && call.request.method != "HEAD") return false;
  if (path.empty() || (path[0] != "api" && path[0] != "apis")) return false;
  const auto& resources = *call.resources;
  if (path[0] == "api") return path.size() == 1 || (path.size() == 2 && resources.has_group_version("", path[1]));
  if (path.size() == 1) return true;
  if (path.size() == 2) return resources.has_group(path[1]) && !path[1].empty();
  return path.size() == 3 && resources.has_group_version(path[1], path[2]);
}

Task<net::Response> Discovery::serve(Call& call) {
  const auto& path = call.target.path;
  const auto& resources = *call.resources;
  const bool core = path[0] == "api";
  if (path.size() == 1) {
    const auto aggregated = core ? std::vector<AggregatedVersion>{} : aggregated_();
    const auto version = accepted_discovery(call.request.headers.get("Accept"));
    if (!version.empty())
      co_return aggregated_answer(call, discovery_list(resources, aggregated, core, version), version);
    co_return answer(core ? api_versions(call.request.headers.get("Host")) : api_group_list(resources, aggregated),
                     "application/json");
  }
  if (core) co_return answer(api_resource_list(resources, "", path[1]), "application/json");
  if (path.size() == 2) co_return answer(api_group(resources, path[1]), "application/json");
  co_return answer(api_resource_list(resources, path[1], path[2]), "application/json");
}

}  // namespace coracle::apiserver

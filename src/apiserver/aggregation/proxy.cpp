#include "apiserver/aggregation/proxy.h"

#include <fmt/core.h>

#include <algorithm>

#include "apiserver/pass_through.h"
#include "apiserver/rest/status.h"

namespace coracle::apiserver::aggregation {
namespace {

/// Names of extra fields may hold what header names may not: percent-encoded, as Kubernetes does.
std::string header_key(std::string_view key) {
  std::string out;
  for (const char c : key) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

net::Request forwarded_request(const Call& call) {
  net::Request out;
  out.method = call.request.method;
  out.target.clear();
  for (const auto& segment : call.target.path) out.target += "/" + net::percent_encode(segment);
  if (!call.target.query.empty()) out.target += "?" + net::encode_query(call.target.query);
  for (const auto& [name, value] : call.request.headers)
    if (!stays_here(call.request.headers, name)) out.headers.add(name, value);
  if (asks_upgrade(call.request.headers)) {
    out.headers.set("Connection", "Upgrade");
    out.headers.set("Upgrade", std::string(call.request.headers.get("Upgrade")));
  }
  const auto& user = call.user;
  out.headers.add("X-Remote-User", user.name);
  if (!user.uid.empty()) out.headers.add("X-Remote-Uid", user.uid);
  for (const auto& group : user.groups) out.headers.add("X-Remote-Group", group);
  for (const auto& [key, values] : user.extra)
    for (const auto& value : values) out.headers.add("X-Remote-Extra-" + header_key(key), value);
  if (call.request.peer) {
    auto address = call.request.peer->address;
    if (const auto colon = address.rfind(':'); colon != std::string::npos) address.resize(colon);
    out.headers.add("X-Forwarded-For", address);
  }
  out.body = call.request.body;
  out.upload = call.request.upload;
  return out;
}

std::optional<AggregatedService> Proxy::service_of(const Call& call) const {
  const auto& path = call.target.path;
  if (path.size() < 3 || path[0] != "apis" || call.resources->has_group_version(path[1], path[2])) return std::nullopt;
  const auto table = services_.table();
  const auto found = table->find({path[1], path[2]});
  if (found == table->end()) return std::nullopt;
  return found->second;
}

bool Proxy::serves(const Call& call) const {
  const auto& path = call.target.path;
  if (path.size() == 2 && path[0] == "apis" && call.request.method == "GET" && !call.resources->has_group(path[1])) {
    const auto table = services_.table();
    return std::ranges::any_of(*table, [&](const auto& entry) { return entry.first.first == path[1]; });
  }
  return service_of(call).has_value();
}

net::Response Proxy::group_response(const std::string& group) const {
  std::vector<std::string> versions;
  const auto table = services_.table();
  for (const auto& [key, _] : *table)
    if (key.first == group) versions.push_back(key.second);
  std::ranges::sort(versions, version_precedes);
  json::Array list;
  for (const auto& version : versions)
    list.push_back(json::Object{{"groupVersion", group + "/" + version}, {"version", version}});
  const auto preferred = list.front();
  return json_response(200, json::Value(json::Object{{"kind", "APIGroup"},
                                                     {"apiVersion", "v1"},
                                                     {"name", group},
                                                     {"versions", std::move(list)},
                                                     {"preferredVersion", preferred}}));
}

Task<net::Response> Proxy::serve(Call& call) {
  if (call.target.path.size() == 2) co_return group_response(call.target.path[1]);
  const auto service = service_of(call);
  if (!service) throw no_such_path();
  if (!service->available)
    throw Error(Reason::service_unavailable,
                fmt::format("the server is currently unable to handle the request: APIService {} is not available",
                            service->name));
  const bool upgrade = asks_upgrade(call.request.headers);
  std::optional<net::Answer> answer;
  std::string failure;
  try {
    const auto client = client_of(dialing_, *service);
    answer = co_await client->send(forwarded_request(call));
  } catch (const Error& error) {
    failure = error.message();
  }
  if (!answer) throw Error(Reason::service_unavailable, fmt::format("error trying to reach service: {}", failure));
  co_return passed_on(std::move(*answer), upgrade);
}

}  // namespace coracle::apiserver::aggregation

// What discovery answers, as values.
#include "apiserver/discovery/discovery.h"

namespace coracle::apiserver {
namespace {

json::Array texts(const std::vector<std::string>& list) {
  json::Array out;
  for (const auto& text : list) out.emplace_back(text);
  return out;
}

const std::vector<std::string>& all_verbs() {
  static const std::vector<std::string> verbs = {"create", "delete", "deletecollection", "get",
                                                 "list",   "patch",  "update",           "watch"};
  return verbs;
}

const std::vector<std::string>& verbs_of(const Resource& resource) {
  return resource.verbs.empty() ? all_verbs() : resource.verbs;
}

/// Group and version of a body are told only where they differ from the list they stand in.
json::Value response_kind(std::string_view group, std::string_view version, std::string_view kind) {
  return json::Object{{"group", group}, {"version", version}, {"kind", kind}};
}

json::Value discovered(const Resource& resource) {
  json::Object out{{"resource", resource.plural},
                   {"responseKind", response_kind("", "", resource.kind)},
                   {"scope", resource.namespaced ? "Namespaced" : "Cluster"},
                   {"singularResource", resource.singular},
                   {"verbs", texts(verbs_of(resource))}};
  if (!resource.short_names.empty()) out["shortNames"] = texts(resource.short_names);
  if (!resource.categories.empty()) out["categories"] = texts(resource.categories);
  json::Array subresources;
  for (const auto& sub : resource.subresources) {
    subresources.push_back(json::Object{
        {"subresource", sub.name},
        {"responseKind", response_kind(sub.group, sub.version, sub.kind.empty() ? resource.kind : sub.kind)},
        {"verbs", texts(sub.verbs)}});
  }
  if (!subresources.empty()) out["subresources"] = std::move(subresources);
  return out;
}

json::Value group_version(std::string_view group, std::string_view version) {
  const auto text = group.empty() ? std::string(version) : std::string(group) + "/" + std::string(version);
  return json::Object{{"groupVersion", text}, {"version", version}};
}

json::Value group_value(std::string_view group, const std::vector<std::string>& versions) {
  json::Array list;
  for (const auto& version : versions) list.push_back(group_version(group, version));
  json::Object out{{"name", group}, {"versions", list}};
  if (!versions.empty()) out["preferredVersion"] = group_version(group, versions.front());
  return out;
}

/// Where two groups serve the same word, clients take the first: Kubernetes' own groups go before all others.
int group_rank(std::string_view group) {
  constexpr std::string_view first[] = {"apiregistration.k8s.io",
                                        "apps",
                                        "events.k8s.io",
                                        "authentication.k8s.io",
                                        "authorization.k8s.io",
                                        "autoscaling",
                                        "batch",
                                        "certificates.k8s.io",
                                        "networking.k8s.io",
                                        "policy",
                                        "rbac.authorization.k8s.io",
                                        "storage.k8s.io",
                                        "admissionregistration.k8s.io",
                                        "apiextensions.k8s.io",
                                        "scheduling.k8s.io",
                                        "coordination.k8s.io",
                                        "node.k8s.io",
                                        "discovery.k8s.io"};
  int rank = 0;
  for (const auto known : first) {
    if (known == group) return rank;
    ++rank;
  }
  return rank;
}

struct GroupEntry {
  std::string name;
  std::vector<std::string> versions;
};

std::vector<GroupEntry> groups_in_order(const Resources& resources, const std::vector<AggregatedVersion>& aggregated) {
  std::vector<GroupEntry> out;
  for (const auto& name : resources.groups())
    if (!name.empty()) out.push_back({name, resources.versions(name)});
  for (const auto& other : aggregated) {
    auto found = std::find_if(out.begin(), out.end(), [&](const auto& entry) { return entry.name == other.group; });
    if (found == out.end()) found = out.insert(out.end(), {other.group, {}});
    if (std::find(found->versions.begin(), found->versions.end(), other.version) == found->versions.end())
      found->versions.push_back(other.version);
  }
  for (auto& entry : out)
    std::sort(entry.versions.begin(), entry.versions.end(),
              [](const auto& a, const auto& b) { return version_precedes(a, b); });
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
    const auto ranks = std::pair(group_rank(a.name), group_rank(b.name));
    return ranks.first != ranks.second ? ranks.first < ranks.second : a.name < b.name;
  });
  return out;
}

json::Value discovered_version(const Resources& resources, const std::vector<AggregatedVersion>& aggregated,
                               const std::string& group, const std::string& version) {
  json::Array list;
  bool stale = false;
  for (const auto& resource : resources.of(group, version)) list.push_back(discovered(*resource));
  for (const auto& other : aggregated) {
    if (other.group != group || other.version != version) continue;
    stale = stale || other.stale;
    for (const auto& resource : other.resources) list.push_back(resource);
  }
  return json::Object{{"version", version}, {"resources", std::move(list)}, {"freshness", stale ? "Stale" : "Current"}};
}

void add_listed(json::Array& out, const Resource& resource) {
  json::Object entry{{"name", resource.plural},
                     {"singularName", resource.singular},
                     {"namespaced", resource.namespaced},
                     {"kind", resource.kind},
                     {"verbs", texts(verbs_of(resource))}};
  if (!resource.short_names.empty()) entry["shortNames"] = texts(resource.short_names);
  if (!resource.categories.empty()) entry["categories"] = texts(resource.categories);
  out.push_back(std::move(entry));
  for (const auto& sub : resource.subresources) {
    json::Object below{{"name", resource.plural + "/" + sub.name},
                       {"singularName", ""},
                       {"namespaced", resource.namespaced},
                       {"kind", sub.kind.empty() ? resource.kind : sub.kind},
                       {"verbs", texts(sub.verbs)}};
    if (!sub.group.empty()) below["group"] = sub.group;
    if (!sub.version.empty()) below["version"] = sub.version;
    out.push_back(std::move(below));
  }
}
}  // namespace

json::Value api_versions(std::string_view server_address) {
  return json::Object{{"kind", "APIVersions"},
                      {"versions", json::Array{"v1"}},
                      {"serverAddressByClientCIDRs",
                       json::Array{json::Object{{"clientCIDR", "0.0.0.0/0"}, {"serverAddress", server_address}}}}};
}

json::Value api_group(const Resources& resources, std::string_view group) {
  auto out = group_value(group, resources.versions(group));
  out.get_object()["kind"] = "APIGroup";
  out.get_object()["apiVersion"] = "v1";
  return out;
}

json::Value api_group_list(const Resources& resources, const std::vector<AggregatedVersion>& aggregated) {
  json::Array groups;
  for (const auto& group : groups_in_order(resources, aggregated))
    groups.push_back(group_value(group.name, group.versions));
  return json::Object{{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", std::move(groups)}};
}

json::Value api_resource_list(const Resources& resources, std::string_view group, std::string_view version) {
  json::Array list;
  for (const auto& resource : resources.of(group, version)) add_listed(list, *resource);
  const auto text = group.empty() ? std::string(version) : std::string(group) + "/" + std::string(version);
  json::Object out{{"kind", "APIResourceList"}};
  if (!group.empty()) out["apiVersion"] = "v1";
  out["groupVersion"] = text;
  out["resources"] = std::move(list);
  return out;
}

json::Value discovery_list(const Resources& resources, const std::vector<AggregatedVersion>& aggregated, bool core,
                           std::string_view version) {
  json::Array items;
  const auto add = [&](const std::string& group, const std::vector<std::string>& versions) {
    json::Array list;
    for (const auto& one : versions) list.push_back(discovered_version(resources, aggregated, group, one));
    json::Object metadata;
    if (!group.empty()) metadata["name"] = group;
    items.push_back(json::Object{{"metadata", std::move(metadata)}, {"versions", std::move(list)}});
  };
  if (core)
    add("", resources.versions(""));
  else
    for (const auto& group : groups_in_order(resources, aggregated)) add(group.name, group.versions);
  return json::Object{{"kind", "APIGroupDiscoveryList"},
                      {"apiVersion", "apidiscovery.k8s.io/" + std::string(version)},
                      {"metadata", json::Object{}},
                      {"items", std::move(items)}};
}

}  // namespace coracle::apiserver

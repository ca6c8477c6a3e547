#include "node/images/credentials.h"

#include <algorithm>

#include "api/names.h"
#include "base/base64.h"
#include "json/value.h"

namespace coracle::node {
namespace {

constexpr std::string_view old_docker_config = "kubernetes.io/dockercfg";

/// A label of a host name against a pattern's, in which * stands for any run of characters.
bool label_matches(std::string_view pattern, std::string_view label) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == label;
  const auto head = pattern.substr(0, star);
  const auto tail = pattern.substr(star + 1);
  return label.size() >= head.size() + tail.size() && label.starts_with(head) && label.ends_with(tail);
}

bool host_matches(std::string_view pattern, std::string_view host) {
  while (true) {
    const auto dot = pattern.find('.');
    const auto host_dot = host.find('.');
    if (!label_matches(pattern.substr(0, dot), host.substr(0, host_dot))) return false;
    if (dot == std::string_view::npos || host_dot == std::string_view::npos)
      return dot == std::string_view::npos && host_dot == std::string_view::npos;
    pattern.remove_prefix(dot + 1);
    host.remove_prefix(host_dot + 1);
  }
}

rpc::ImageAuth auth_of(const json::Value& entry) {
  rpc::ImageAuth auth;
  auth.username = json::text(entry, {"username"});
  auth.password = json::text(entry, {"password"});
  auth.identity_token = json::text(entry, {"identitytoken"});
  if (const auto both = from_base64(json::text(entry, {"auth"})); both && both->find(':') != std::string::npos) {
    auth.username = both->substr(0, both->find(':'));
    auth.password = both->substr(both->find(':') + 1);
  }
  return auth;
}

const json::Object* entries_of(const json::Value& config, bool old) {
  const auto* entries = old ? &config : json::find(config, {"auths"});
  return entries && entries->is_object() ? &entries->get_object() : nullptr;
}
}  // namespace

bool credential_matches(std::string_view key, const std::string& registry, const std::string& repository) {
  for (const std::string_view scheme : {"https://", "http://"})
    if (key.starts_with(scheme)) key.remove_prefix(scheme.size());
  const auto slash = key.find('/');
  auto host = key.substr(0, slash);
  auto path = slash == std::string_view::npos ? std::string_view() : key.substr(slash + 1);
  while (!path.empty() && path.back() == '/') path.remove_suffix(1);
  if (path == "v1" || path == "v2") path = {};
  // Docker's own registry has three names.
  if (host == "index.docker.io" || host == "registry-1.docker.io") host = "docker.io";
  if (!host_matches(host, registry)) return false;
  return path.empty() || repository == path || repository.starts_with(std::string(path) + "/");
}

std::vector<rpc::ImageAuth> credentials_for(const std::string& registry, const std::string& repository,
                                            const std::vector<api::core::v1::Secret>& secrets) {
  std::vector<std::pair<std::size_t, rpc::ImageAuth>> found;
  for (const auto& secret : secrets) {
    const bool old = secret.type == old_docker_config;
    if (!old && secret.type != api::names::docker_config_secret) continue;
    const auto data = secret.data.find(old ? ".dockercfg" : ".dockerconfigjson");
    if (data == secret.data.end()) continue;
    const auto config = json::parse(data->second.data);
    if (!config) continue;
    const auto* entries = entries_of(*config, old);
    if (!entries) continue;
    for (const auto& entry : *entries)
      if (credential_matches(entry.key(), registry, repository))
        found.emplace_back(entry.key().size(), auth_of(entry.value()));
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<rpc::ImageAuth> out;
  for (auto& [length, auth] : found) out.push_back(std::move(auth));
  return out;
}

}  // namespace coracle::node

#include "node/volumes/payload.h"

#include <set>

#include "base/error.h"
#include "node/volumes/fields.h"

namespace coracle::node::volumes {
namespace {
using api::core::v1::Pod;

mode_t mode_or(const std::optional<std::int32_t>& mode, mode_t fallback) {
  return mode ? static_cast<mode_t>(*mode) & 07777 : fallback;
}

void add_keys(Payload& payload, const std::map<std::string, std::string>& all, const Projection& projection,
              const char* what) {
  if (projection.items.empty()) {
    for (const auto& [name, data] : all) payload[name] = {data, projection.default_mode, {}};
    return;
  }
  for (const auto& item : projection.items) {
    const auto found = all.find(item.key);
    if (found != all.end())
      payload[item.path] = {found->second, mode_or(item.mode, projection.default_mode), {}};
    else if (!projection.optional)
      throw Error(Reason::not_found, std::string("references non-existent ") + what + " key: " + item.key);
  }
}

/// The user that all containers run as, when there is one.
std::optional<uid_t> common_user(const Pod& pod) {
  std::set<std::optional<std::int64_t>> users;
  const auto default_user = pod.spec.security_context ? pod.spec.security_context->run_as_user : std::nullopt;
  for (const auto* list : {&pod.spec.init_containers, &pod.spec.containers})
    for (const auto& container : *list) {
      const auto& own = container.security_context;
      users.insert(own && own->run_as_user ? own->run_as_user : default_user);
    }
  if (users.size() != 1 || !*users.begin()) return std::nullopt;
  return static_cast<uid_t>(**users.begin());
}
}  // namespace

void add_config_map(Payload& payload, const api::core::v1::ConfigMap& map, const Projection& projection) {
  auto all = map.data;
  for (const auto& [name, bytes] : map.binary_data) all[name] = bytes.data;
  add_keys(payload, all, projection, "config");
}

void add_secret(Payload& payload, const api::core::v1::Secret& secret, const Projection& projection) {
  std::map<std::string, std::string> all;
  for (const auto& [name, bytes] : secret.data) all[name] = bytes.data;
  add_keys(payload, all, projection, "secret");
}

void add_downward(Payload& payload, const Pod& pod, const std::vector<api::core::v1::DownwardAPIVolumeFile>& items,
                  mode_t default_mode, const std::map<std::string, schema::Quantity>& allocatable) {
  for (const auto& item : items) {
    auto& file = payload[item.path];
    file.mode = mode_or(item.mode, default_mode);
    if (item.field_ref)
      file.data = field_value(pod, item.field_ref->field_path).take();
    else if (item.resource_field_ref)
      file.data = resource_value(pod, *item.resource_field_ref, {}, allocatable).take();
  }
}

void add_token(Payload& payload, const Pod& pod, const std::string& path, std::string token, mode_t default_mode) {
  const auto owner = common_user(pod);
  const bool has_group = pod.spec.security_context && pod.spec.security_context->fs_group;
  payload[path] = {std::move(token), owner || has_group ? mode_t{0600} : default_mode, owner};
}

void check_payload(const Payload& payload) {
  for (const auto& [path, file] : payload) {
    const auto refuse = [&](const char* why) { throw Error(Reason::invalid, "invalid path '" + path + "': " + why); };
    if (path.empty()) refuse("must not be empty");
    if (path.front() == '/') refuse("must be relative");
    if (path.size() > 4095) refuse("must be at most 4095 bytes long");
    if (path.find('\0') != std::string::npos) refuse("must not contain a NUL");
    if (path.starts_with("..")) refuse("must not begin with '..'");
    for (std::size_t begin = 0; begin <= path.size();) {
      const auto end = std::min(path.find('/', begin), path.size());
      const auto name = path.substr(begin, end - begin);
      if (name.empty() || name == ".") refuse("must be a clean path");
      if (name == "..") refuse("must not contain '..'");
      if (name.size() > 255) refuse("a name in it is longer than 255 bytes");
      begin = end + 1;
    }
  }
}

}  // namespace coracle::node::volumes

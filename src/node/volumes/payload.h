#pragma once
// What the files of configMap, secret, downwardAPI and projected volumes are: rules without a file system.
#include <sys/types.h>
#include <map>
#include <optional>
#include <string>

#include "api/core/v1/config_map.h"
#include "api/core/v1/pod.h"
#include "api/core/v1/secret.h"

namespace coracle::node::volumes {

struct PayloadFile {
  std::string data;
  mode_t mode = 0644;
  std::optional<uid_t> owner;
  bool operator==(const PayloadFile&) const = default;
};
/// By path below the volume, "a/b".
using Payload = std::map<std::string, PayloadFile>;

/// What one ConfigMap or Secret brings: all keys, or those of `items`. Throws not_found for a key that is missing and
/// not optional: `references non-existent config key: k`.
struct Projection {
  const std::vector<api::core::v1::KeyToPath>& items;
  mode_t default_mode;
  bool optional = false;
};
void add_config_map(Payload& payload, const api::core::v1::ConfigMap& map, const Projection& projection);
void add_secret(Payload& payload, const api::core::v1::Secret& secret, const Projection& projection);
void add_downward(Payload& payload, const api::core::v1::Pod& pod,
                  const std::vector<api::core::v1::DownwardAPIVolumeFile>& items, mode_t default_mode,
                  const std::map<std::string, schema::Quantity>& allocatable);
/// A token is readable by its user alone where that is known, by the pod's group where there is one, else by all.
void add_token(Payload& payload, const api::core::v1::Pod& pod, const std::string& path, std::string token,
               mode_t default_mode);

/// Throws invalid for paths that would leave the volume or hide its links: absolute, "..", beginning with "..".
void check_payload(const Payload& payload);

}  // namespace coracle::node::volumes

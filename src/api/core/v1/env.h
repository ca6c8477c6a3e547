#pragma once
#include <optional>
#include <string>

#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// A key of a ConfigMap.
struct ConfigMapKeySelector {
  std::string key;
  std::string name;
  std::optional<bool> optional;
};
const schema::Struct& describe(const ConfigMapKeySelector*);

/// A key of a file of variables in a volume.
struct FileKeySelector {
  std::string volume_name;
  std::string key;
  std::optional<bool> optional;
  std::string path;
};
const schema::Struct& describe(const FileKeySelector*);

/// A field of the pod.
struct ObjectFieldSelector {
  std::string field_path;
  std::string api_version;
};
const schema::Struct& describe(const ObjectFieldSelector*);

/// A request or limit of a container.
struct ResourceFieldSelector {
  std::string container_name;
  std::string resource;
  schema::Quantity divisor;
};
const schema::Struct& describe(const ResourceFieldSelector*);

/// A key of a Secret.
struct SecretKeySelector {
  std::string key;
  std::string name;
  std::optional<bool> optional;
};
const schema::Struct& describe(const SecretKeySelector*);

/// Where the value of a variable comes from.
struct EnvVarSource {
  Box<ConfigMapKeySelector> config_map_key_ref;
  Box<SecretKeySelector> secret_key_ref;
  Box<FileKeySelector> file_key_ref;
  Box<ObjectFieldSelector> field_ref;
  Box<ResourceFieldSelector> resource_field_ref;
};
const schema::Struct& describe(const EnvVarSource*);

/// An environment variable.
struct EnvVar {
  std::string name;
  std::string value;
  Box<EnvVarSource> value_from;
};
const schema::Struct& describe(const EnvVar*);

/// A ConfigMap as a set of variables.
struct ConfigMapEnvSource {
  std::string name;
  std::optional<bool> optional;
};
const schema::Struct& describe(const ConfigMapEnvSource*);

/// A Secret as a set of variables.
struct SecretEnvSource {
  std::string name;
  std::optional<bool> optional;
};
const schema::Struct& describe(const SecretEnvSource*);

/// A set of environment variables.
struct EnvFromSource {
  std::string prefix;
  Box<ConfigMapEnvSource> config_map_ref;
  Box<SecretEnvSource> secret_ref;
};
const schema::Struct& describe(const EnvFromSource*);

}  // namespace coracle::api::core::v1

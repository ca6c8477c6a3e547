#include "api/core/v1/env.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ConfigMapKeySelector*) {
  using T = ConfigMapKeySelector;
  static const Field fields[] = {
      field<&T::key>("key", "Key.").required(),
      field<&T::name>("name", "Name."),
      field<&T::optional>("optional", "Whether it may be missing."),
  };
  static const Struct table{"io.k8s.api.core.v1.ConfigMapKeySelector", "A key of a ConfigMap.", fields, {}, true};
  return table;
}

const Struct& describe(const FileKeySelector*) {
  using T = FileKeySelector;
  static const Field fields[] = {
      field<&T::volume_name>("volumeName", "Volume the file lies in.").required(),
      field<&T::key>("key", "Key.").required(),
      field<&T::optional>("optional", "Whether it may be missing."),
      field<&T::path>("path", "Path of the file in the volume.").required(),
  };
  static const Struct table{
      "io.k8s.api.core.v1.FileKeySelector", "A key of a file of variables in a volume.", fields, {}, true};
  return table;
}

const Struct& describe(const ObjectFieldSelector*) {
  using T = ObjectFieldSelector;
  static const Field fields[] = {
      field<&T::field_path>("fieldPath", "Path of the field, as metadata.name.").required(),
      field<&T::api_version>("apiVersion", "Version the path is written for."),
  };
  static const Struct table{"io.k8s.api.core.v1.ObjectFieldSelector", "A field of the pod.", fields, {}, true};
  return table;
}

const Struct& describe(const ResourceFieldSelector*) {
  using T = ResourceFieldSelector;
  static const Field fields[] = {
      field<&T::container_name>("containerName", "Container; needed in volumes."),
      field<&T::resource>("resource", "Which one, as limits.cpu.").required(),
      field<&T::divisor>("divisor", "Unit the value is told in."),
  };
  static const Struct table{
      "io.k8s.api.core.v1.ResourceFieldSelector", "A request or limit of a container.", fields, {}, true};
  return table;
}

const Struct& describe(const SecretKeySelector*) {
  using T = SecretKeySelector;
  static const Field fields[] = {
      field<&T::key>("key", "Key.").required(),
      field<&T::name>("name", "Name."),
      field<&T::optional>("optional", "Whether it may be missing."),
  };
  static const Struct table{"io.k8s.api.core.v1.SecretKeySelector", "A key of a Secret.", fields, {}, true};
  return table;
}

const Struct& describe(const EnvVarSource*) {
  using T = EnvVarSource;
  static const Field fields[] = {
      field<&T::config_map_key_ref>("configMapKeyRef", "A key of a ConfigMap."),
      field<&T::secret_key_ref>("secretKeyRef", "A key of a Secret."),
      field<&T::file_key_ref>("fileKeyRef", "A key of a file in a volume."),
      field<&T::field_ref>("fieldRef", "A field of the pod."),
      field<&T::resource_field_ref>("resourceFieldRef", "A request or limit of a container."),
  };
  static const Struct table{"io.k8s.api.core.v1.EnvVarSource", "Where the value of a variable comes from.", fields};
  return table;
}

const Struct& describe(const EnvVar*) {
  using T = EnvVar;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the variable.").required(),
      field<&T::value>("value", "Text; references to other variables in it are replaced."),
      field<&T::value_from>("valueFrom", "Where the value is taken from."),
  };
  static const Struct table{"io.k8s.api.core.v1.EnvVar", "An environment variable.", fields};
  return table;
}

const Struct& describe(const ConfigMapEnvSource*) {
  using T = ConfigMapEnvSource;
  static const Field fields[] = {
      field<&T::name>("name", "Name."),
      field<&T::optional>("optional", "Whether it may be missing."),
  };
  static const Struct table{"io.k8s.api.core.v1.ConfigMapEnvSource", "A ConfigMap as a set of variables.", fields};
  return table;
}

const Struct& describe(const SecretEnvSource*) {
  using T = SecretEnvSource;
  static const Field fields[] = {
      field<&T::name>("name", "Name."),
      field<&T::optional>("optional", "Whether it may be missing."),
  };
  static const Struct table{"io.k8s.api.core.v1.SecretEnvSource", "A Secret as a set of variables.", fields};
  return table;
}

const Struct& describe(const EnvFromSource*) {
  using T = EnvFromSource;
  static const Field fields[] = {
      field<&T::prefix>("prefix", "Text put before each name."),
      field<&T::config_map_ref>("configMapRef", "ConfigMap whose keys become variables."),
      field<&T::secret_ref>("secretRef", "Secret whose keys become variables."),
  };
  static const Struct table{"io.k8s.api.core.v1.EnvFromSource", "A set of environment variables.", fields};
  return table;
}

}  // namespace coracle::api::core::v1

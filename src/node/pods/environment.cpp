#include "node/pods/environment.h"

#include <fmt/core.h>

#include "node/volumes/fields.h"

namespace coracle::node::pods {
namespace {
namespace v1 = api::core::v1;

/// The object's content; nothing when it does not exist and need not.
const std::map<std::string, std::string>* source_of(const std::map<std::string, EnvironmentSources::Data>& all,
                                                    const std::string& name, bool optional, const char* kind) {
  const auto found = all.find(name);
  if (found != all.end() && found->second) return &*found->second;
  if (optional) return nullptr;
  throw Error(Reason::not_found, fmt::format("{} \"{}\" not found", kind, name));
}

/// A variable's value; nothing for an optional reference to what does not exist.
std::optional<std::string> keyed_value(const std::map<std::string, std::string>* data, const std::string& key,
                                       bool optional, const char* kind, const std::string& object) {
  if (data)
    if (const auto found = data->find(key); found != data->end()) return found->second;
  if (optional) return std::nullopt;
  throw Error(Reason::not_found, fmt::format("couldn't find key {} in {} {}", key, kind, object));
}

std::optional<std::string> referred_value(const v1::Pod& pod, const v1::Container& container,
                                          const v1::EnvVarSource& from, const EnvironmentSources& sources) {
  const auto& ns = pod.metadata.namespace_;
  if (from.field_ref) return volumes::field_value(pod, from.field_ref->field_path).take();
  if (from.resource_field_ref)
    return volumes::resource_value(pod, *from.resource_field_ref, container.name, sources.allocatable).take();
  if (from.config_map_key_ref) {
    const auto& ref = *from.config_map_key_ref;
    const bool optional = ref.optional.value_or(false);
    const auto* data = source_of(sources.config_maps, ref.name, optional, "configmap");
    return keyed_value(data, ref.key, optional, "ConfigMap", ns + "/" + ref.name);
  }
  if (from.secret_key_ref) {
    const auto& ref = *from.secret_key_ref;
    const bool optional = ref.optional.value_or(false);
    const auto* data = source_of(sources.secrets, ref.name, optional, "secret");
    return keyed_value(data, ref.key, optional, "Secret", ns + "/" + ref.name);
  }
  throw Error(Reason::invalid, "a variable's valueFrom names a source that this node does not support");
}

/// The kubelet takes any printable ASCII but "=" (RelaxedEnvironmentVariableValidation).
bool is_variable_name(std::string_view name) {
  if (name.empty()) return false;
  for (const char c : name)
    if (c < ' ' || c > '~' || c == '=') return false;
  return true;
}

void add_all(rpc::StringMap& out, const std::map<std::string, std::string>* data, const std::string& prefix) {
  if (!data) return;
  for (const auto& [key, value] : *data)
    if (is_variable_name(prefix + key)) out[prefix + key] = value;
}
}  // namespace

EnvironmentNeeds environment_needs(const v1::Container& container) {
  EnvironmentNeeds needs;
  for (const auto& source : container.env_from) {
    if (source.config_map_ref) needs.config_maps.insert(source.config_map_ref->name);
    if (source.secret_ref) needs.secrets.insert(source.secret_ref->name);
  }
  for (const auto& variable : container.env) {
    if (!variable.value_from) continue;
    if (variable.value_from->config_map_key_ref)
      needs.config_maps.insert(variable.value_from->config_map_key_ref->name);
    if (variable.value_from->secret_key_ref) needs.secrets.insert(variable.value_from->secret_key_ref->name);
  }
  return needs;
}

rpc::StringMap container_environment(const v1::Pod& pod, const v1::Container& container,
                                     const EnvironmentSources& sources) {
  rpc::StringMap out;
  for (const auto& source : container.env_from) {
    if (source.config_map_ref)
      add_all(out,
              source_of(sources.config_maps, source.config_map_ref->name,
                        source.config_map_ref->optional.value_or(false), "configmap"),
              source.prefix);
    if (source.secret_ref)
      add_all(
          out,
          source_of(sources.secrets, source.secret_ref->name, source.secret_ref->optional.value_or(false), "secret"),
          source.prefix);
  }
  // A variable may use those before it; of envFrom all stand before.
  for (const auto& variable : container.env) {
    if (!variable.value_from) {
      out[variable.name] = volumes::expand(variable.value, out);
      continue;
    }
    auto value = referred_value(pod, container, *variable.value_from, sources);
    if (value) out[variable.name] = std::move(*value);
  }
  return out;
}

}  // namespace coracle::node::pods

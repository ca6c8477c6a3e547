#pragma once
// A container's environment variables.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "api/core/v1/pod.h"
#include "rpc/cri_types.h"

namespace coracle::node::pods {

/// Names of the ConfigMaps and Secrets (of the pod's namespace) that a container's variables come from.
struct EnvironmentNeeds {
  std::set<std::string> config_maps;
  std::set<std::string> secrets;
};
EnvironmentNeeds environment_needs(const api::core::v1::Container& container);

/// Their contents; an object that does not exist has no value.
struct EnvironmentSources {
  using Data = std::optional<std::map<std::string, std::string>>;
  std::map<std::string, Data> config_maps;
  std::map<std::string, Data> secrets;
  std::map<std::string, schema::Quantity> allocatable;  ///< of the node, for resourceFieldRef
};

/// Variables in the order of the spec, those of envFrom first; $(NAME) is replaced by what stands before. `pod.status`
/// must have the addresses. Throws Error with the text of CreateContainerConfigError: `configmap "x" not found`.
rpc::StringMap container_environment(const api::core::v1::Pod& pod, const api::core::v1::Container& container,
                                     const EnvironmentSources& sources);

}  // namespace coracle::node::pods

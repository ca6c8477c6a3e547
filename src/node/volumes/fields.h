#pragma once
// The values of fieldRef and resourceFieldRef, for files of the downward API and for environment variables.
// https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
#include <map>
#include <string>
#include <string_view>

#include "api/core/v1/pod.h"
#include "base/result.h"

namespace coracle::node::volumes {

/// "metadata.labels", "metadata.annotations['key']", "metadata.name", "status.podIP", "spec.nodeName" ...; of status
/// what `pod.status` says. bad_request for a path that is none: `unsupported fieldPath: spec.foo`.
Result<std::string> field_value(const api::core::v1::Pod& pod, std::string_view field_path);

/// "limits.cpu", "requests.memory", "limits.hugepages-2Mi" ... of a container, in units of the divisor, rounded up.
/// A limit that is not set is the node's allocatable amount; a request that is not set is its limit or 0.
Result<std::string> resource_value(const api::core::v1::Pod& pod, const api::core::v1::ResourceFieldSelector& selector,
                                   std::string_view default_container,
                                   const std::map<std::string, schema::Quantity>& allocatable);

/// Replaces $(NAME) by its value and $$ by $; a name that is not set stays as it is.
std::string expand(std::string_view text, const std::map<std::string, std::string>& environment);

}  // namespace coracle::node::volumes

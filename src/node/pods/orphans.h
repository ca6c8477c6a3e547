#pragma once
#include <set>
#include <string>

#include "node/pods/services.h"

namespace coracle::node::pods {

/// Removes what pods that are none of `wanted` (uids) have left on the node: sandboxes with their containers, volumes,
/// devices, control groups, logs. Of the runtime's sandboxes only those that this node agent made.
Task<> remove_orphans(Services& services, std::set<std::string> wanted);

}  // namespace coracle::node::pods

#pragma once
#include <functional>
#include <set>
#include <string>

#include "node/pods/services.h"

namespace coracle::node::pods {

/// The uids of the pods that are to be here now.
using WantedPods = std::function<std::set<std::string>()>;

/// Removes what pods that are none of those have left on the node: sandboxes with their containers, volumes, devices,
/// control groups, logs. Of the runtime's sandboxes only those that this node agent made. It asks again before each
/// step: pods come while it waits for what it ends.
Task<> remove_orphans(Services& services, WantedPods wanted);

}  // namespace coracle::node::pods

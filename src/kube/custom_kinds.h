#pragma once
#include <vector>

#include "base/log.h"
#include "kube/client.h"

namespace coracle::kube {

/// Waits until the server serves these custom kinds: their CustomResourceDefinitions are Established. For components
/// that start before the product is installed. Goes on through failures of the server; give it a deadline, or none.
Task<> until_served(Client& client, std::vector<Kind> kinds, Log log);

}  // namespace coracle::kube

#pragma once
#include <string>

#include "node/devices/devices.h"
#include "node/pods/policy.h"

namespace coracle::node::pods {

/// What a container wants of device plugins: its limits with a domain that is not Kubernetes' own.
devices::Wanted wanted_devices(const std::string& pod_uid, const NamedContainer& which);

}  // namespace coracle::node::pods

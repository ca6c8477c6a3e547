#pragma once
#include <string_view>

namespace coracle::virt::shared {

/// "v1.9.0+coracle.0.1.0": the KubeVirt whose interfaces these are, and our release. What /version of the subresources
/// and status.observedKubeVirtVersion say.
std::string_view product_version();

}  // namespace coracle::virt::shared

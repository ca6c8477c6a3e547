#include "virt/shared/version.h"

namespace coracle::virt::shared {

std::string_view product_version() { return "v1.9.0+coracle." CORACLE_VERSION; }

}  // namespace coracle::virt::shared

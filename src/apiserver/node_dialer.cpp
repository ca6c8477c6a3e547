#include "apiserver/node_dialer.h"

namespace coracle::apiserver {

void StaticNodes::set(const std::string& node, ServiceAddress address) {
  const std::lock_guard lock(mutex_);
  addresses_[node] = std::move(address);
}

std::optional<ServiceAddress> StaticNodes::find(const std::string& node) const {
  const std::lock_guard lock(mutex_);
  const auto found = addresses_.find(node);
  if (found == addresses_.end()) return std::nullopt;
  return found->second;
}

}  // namespace coracle::apiserver

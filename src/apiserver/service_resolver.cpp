#include "apiserver/service_resolver.h"

#include <fmt/core.h>

namespace coracle::apiserver {

void StaticServices::set(const std::string& ns, const std::string& name, std::uint16_t port, ServiceAddress address) {
  const std::lock_guard lock(mutex_);
  addresses_[fmt::format("{}/{}:{}", ns, name, port)] = std::move(address);
}

std::optional<ServiceAddress> StaticServices::resolve(const std::string& ns, const std::string& name,
                                                      std::uint16_t port) const {
  const std::lock_guard lock(mutex_);
  const auto found = addresses_.find(fmt::format("{}/{}:{}", ns, name, port));
  if (found == addresses_.end()) return std::nullopt;
  return found->second;
}

}  // namespace coracle::apiserver

#include "node/pods/device_needs.h"

#include "json/quantity.h"

namespace coracle::node::pods {
namespace {
namespace v1 = api::core::v1;

/// Resources that device plugins offer: those with a domain that is not Kubernetes' own.
std::map<std::string, std::int64_t> device_counts(const v1::Container& container) {
  std::map<std::string, std::int64_t> counts;
  for (const auto& [name, amount] : container.resources.limits) {
    const auto slash = name.find('/');
    if (slash == std::string::npos || name.substr(0, slash).ends_with("kubernetes.io")) continue;
    const auto parsed = json::Quantity::parse(amount.text);
    if (parsed && parsed->sign() > 0) counts[name] = parsed->value();
  }
  return counts;
}
}  // namespace

devices::Wanted wanted_devices(const std::string& uid, const NamedContainer& which) {
  return {uid, which.container->name, device_counts(*which.container), which.init && !is_sidecar(*which.container)};
}

}  // namespace coracle::node::pods

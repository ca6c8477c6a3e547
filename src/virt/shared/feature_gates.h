#pragma once
// Features that a cluster's administrator may switch, by the names KubeVirt gave them.
#include <span>
#include <string_view>

namespace coracle::virt::shared {

/// Alpha is off and beta is on until somebody says otherwise; a general feature cannot be switched off.
enum class GateStage : unsigned char { alpha, beta, general, deprecated, discontinued };

struct FeatureGate {
  std::string_view name;
  GateStage stage;
};

/// All that are known, by name.
std::span<const FeatureGate> feature_gates();

/// Null for a name that nobody knows.
const FeatureGate* find_gate(std::string_view name);

}  // namespace coracle::virt::shared

#pragma once
// The settings of the cluster, read from the KubeVirt object: with their defaults, so that nobody else states them.
#include <cstdint>
#include <string>
#include <string_view>

#include "api/kubevirt/v1/kubevirt_configuration.h"

namespace coracle::virt::shared {

/// An immutable view; made anew when the KubeVirt object changes.
class ClusterConfig {
 public:
  ClusterConfig() = default;
  explicit ClusterConfig(coracle::api::kubevirt::v1::KubeVirtConfiguration configuration)
      : configuration_(std::move(configuration)) {}

  /// What the administrator wrote, without defaults.
  const coracle::api::kubevirt::v1::KubeVirtConfiguration& raw() const { return configuration_; }

  /// By the gate's stage, and by featureGates and disabledFeatureGates. A name nobody knows is off.
  bool enabled(std::string_view gate) const;

  bool use_emulation() const;
  /// Virtual processors that a physical one counts for; 10 when not set.
  std::int64_t cpu_allocation_ratio() const;
  /// Memory a guest gets for each hundred it requests; 100 when not set.
  std::int64_t memory_overcommit() const;
  /// Factor on the calculated overhead; 1 when not set or no positive number.
  double overhead_ratio() const;
  std::string_view image_pull_policy() const;
  std::string_view eviction_strategy() const;
  std::string_view rollout_strategy() const;
  /// Machine type, EFI firmware and permitted machine types of an architecture ("amd64", "arm64", "s390x").
  std::string machine_type(std::string_view architecture) const;
  std::string ovmf_path(std::string_view architecture) const;
  std::string default_architecture() const;
  bool logs_serial_consoles() const;
  std::uint32_t hotplug_ratio() const;
  std::uint32_t balloon_period() const;
  /// Bytes that checking a disk image may use.
  std::int64_t disk_memory_limit() const;
  std::uint32_t launcher_verbosity() const;

 private:
  const coracle::api::kubevirt::v1::ArchSpecificConfiguration* architecture(std::string_view name) const;

  coracle::api::kubevirt::v1::KubeVirtConfiguration configuration_;
};

}  // namespace coracle::virt::shared

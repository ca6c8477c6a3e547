#pragma once
// What a virtual machine instance is made of.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/core/v1/affinity.h"
#include "api/core/v1/pod.h"
#include "api/kubevirt/v1/access_credential.h"
#include "api/kubevirt/v1/domain.h"
#include "api/kubevirt/v1/network.h"
#include "api/kubevirt/v1/probe.h"
#include "api/kubevirt/v1/volume.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Values of EvictionStrategy.
namespace eviction_strategy {
inline constexpr std::string_view none = "None";
inline constexpr std::string_view live_migrate = "LiveMigrate";
inline constexpr std::string_view live_migrate_if_possible = "LiveMigrateIfPossible";
inline constexpr std::string_view external = "External";
}  // namespace eviction_strategy

/// Values of StartStrategy.
namespace start_strategy {
inline constexpr std::string_view paused = "Paused";
}  // namespace start_strategy

/// Values of UtilityVolumeType.
namespace utility_volume_type {
inline constexpr std::string_view memory_dump = "MemoryDump";
inline constexpr std::string_view backup = "Backup";
}  // namespace utility_volume_type

/// A ResourceClaim by name, or the template it is made from.
struct VirtualMachineInstanceResourceClaim {
  std::string name;
  std::optional<std::string> resource_claim_name;
  std::optional<std::string> resource_claim_template_name;
};
const schema::Struct& describe(const VirtualMachineInstanceResourceClaim*);

/// A claim mounted into the pod for the system's use.
struct UtilityVolume {
  std::string name;
  std::string claim_name;
  bool read_only = false;
  std::string type;  ///< utility_volume_type
};
const schema::Struct& describe(const UtilityVolume*);

/// The hardware, disks, networks and placement of a running virtual machine.
struct VirtualMachineInstanceSpec {
  std::string priority_class_name;
  DomainSpec domain;
  std::map<std::string, std::string> node_selector;
  Box<core::v1::Affinity> affinity;
  std::string scheduler_name;
  std::string service_account_name;
  std::vector<core::v1::Toleration> tolerations;
  std::vector<core::v1::TopologySpreadConstraint> topology_spread_constraints;
  std::string eviction_strategy;  ///< eviction_strategy
  std::string start_strategy;     ///< start_strategy
  std::optional<std::int64_t> termination_grace_period_seconds;
  std::vector<Volume> volumes;
  Box<Probe> liveness_probe;
  Box<Probe> readiness_probe;
  std::string hostname;
  std::string subdomain;
  std::vector<Network> networks;
  std::string dns_policy;
  Box<core::v1::PodDNSConfig> dns_config;
  std::vector<AccessCredential> access_credentials;
  std::string architecture;
  std::vector<VirtualMachineInstanceResourceClaim> resource_claims;
  std::vector<UtilityVolume> utility_volumes;

  VirtualMachineInstanceSpec();
  ~VirtualMachineInstanceSpec();
  VirtualMachineInstanceSpec(const VirtualMachineInstanceSpec&);
  VirtualMachineInstanceSpec& operator=(const VirtualMachineInstanceSpec&);
  VirtualMachineInstanceSpec(VirtualMachineInstanceSpec&&) noexcept;
  VirtualMachineInstanceSpec& operator=(VirtualMachineInstanceSpec&&) noexcept;
};
const schema::Struct& describe(const VirtualMachineInstanceSpec*);

/// The instance that a virtual machine or a replica set creates.
struct VirtualMachineInstanceTemplateSpec {
  meta::v1::ObjectMeta metadata;
  VirtualMachineInstanceSpec spec;
};
const schema::Struct& describe(const VirtualMachineInstanceTemplateSpec*);

}  // namespace coracle::api::kubevirt::v1

#pragma once
// State of a running guest's volumes.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// A claim as it was when the guest took it.
struct PersistentVolumeClaimInfo {
  std::string claim_name;
  std::vector<std::string> access_modes;
  std::string volume_mode;
  std::map<std::string, schema::Quantity> capacity;
  std::map<std::string, schema::Quantity> requests;
  bool preallocated = false;
  std::string filesystem_overhead;
};
const schema::Struct& describe(const PersistentVolumeClaimInfo*);

/// The pod that attaches a plugged volume.
struct HotplugVolumeStatus {
  std::string attach_pod_name;
  std::string attach_pod_uid;
};
const schema::Struct& describe(const HotplugVolumeStatus*);

/// A memory dump.
struct DomainMemoryDumpInfo {
  schema::Time start_timestamp;
  schema::Time end_timestamp;
  std::string claim_name;
  std::string target_file_name;
};
const schema::Struct& describe(const DomainMemoryDumpInfo*);

/// A container disk in use.
struct ContainerDiskInfo {
  std::uint32_t checksum = 0;
};
const schema::Struct& describe(const ContainerDiskInfo*);

/// State of a volume.
struct VolumeStatus {
  std::string name;
  std::string target;
  std::string phase;  ///< volume_phase
  std::string reason;
  std::string message;
  Box<PersistentVolumeClaimInfo> persistent_volume_claim_info;
  Box<HotplugVolumeStatus> hotplug_volume;
  std::int64_t size = 0;
  Box<DomainMemoryDumpInfo> memory_dump_volume;
  Box<ContainerDiskInfo> container_disk_volume;
};
const schema::Struct& describe(const VolumeStatus*);

/// A volume that is being moved to another claim.
struct StorageMigratedVolumeInfo {
  std::string volume_name;
  Box<PersistentVolumeClaimInfo> source_pvc_info;
  Box<PersistentVolumeClaimInfo> destination_pvc_info;
};
const schema::Struct& describe(const StorageMigratedVolumeInfo*);

}  // namespace coracle::api::kubevirt::v1

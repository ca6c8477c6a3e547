#pragma once
// Where the data of disks and filesystems comes from.
#include <string>

#include "api/kubevirt/v1/cloud_init.h"
#include "api/kubevirt/v1/volume_sources.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// A source of data, used by the disk or filesystem of the same name. Exactly one source is given.
struct Volume {
  std::string name;
  Box<HostDisk> host_disk;
  Box<PersistentVolumeClaimVolumeSource> persistent_volume_claim;
  Box<CloudInitNoCloudSource> cloud_init_no_cloud;
  Box<CloudInitConfigDriveSource> cloud_init_config_drive;
  Box<SysprepSource> sysprep;
  Box<ContainerDiskSource> container_disk;
  Box<EphemeralVolumeSource> ephemeral;
  Box<EmptyDiskSource> empty_disk;
  Box<DataVolumeSource> data_volume;
  Box<ConfigMapVolumeSource> config_map;
  Box<SecretVolumeSource> secret;
  Box<DownwardAPIVolumeSource> downward_api;
  Box<ServiceAccountVolumeSource> service_account;
  Box<DownwardMetricsVolumeSource> downward_metrics;
  Box<MemoryDumpVolumeSource> memory_dump;
  Box<ContainerPathVolumeSource> container_path;

  Volume();
  ~Volume();
  Volume(const Volume&);
  Volume& operator=(const Volume&);
  Volume(Volume&&) noexcept;
  Volume& operator=(Volume&&) noexcept;
};
const schema::Struct& describe(const Volume*);

}  // namespace coracle::api::kubevirt::v1

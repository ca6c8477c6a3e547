#pragma once
// The kinds of volume.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/core/v1/volume.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Values of HostDiskType.
namespace host_disk_type {
inline constexpr std::string_view disk_or_create = "DiskOrCreate";
inline constexpr std::string_view disk = "Disk";
}  // namespace host_disk_type

/// A disk image on the node.
struct HostDisk {
  std::string path;
  std::string type;  ///< host_disk_type
  schema::Quantity capacity;
  std::optional<bool> shared;
};
const schema::Struct& describe(const HostDisk*);

/// A PersistentVolumeClaim.
struct PersistentVolumeClaimVolumeSource {
  std::string claim_name;
  bool read_only = false;
  bool hotpluggable = false;
};
const schema::Struct& describe(const PersistentVolumeClaimVolumeSource*);

/// A disk image in a container image.
struct ContainerDiskSource {
  std::string image;
  std::string image_pull_secret;
  std::string path;
  std::string image_pull_policy;
};
const schema::Struct& describe(const ContainerDiskSource*);

/// A claim under a layer that takes the guest's writes.
struct EphemeralVolumeSource {
  Box<core::v1::PersistentVolumeClaimVolumeSource> persistent_volume_claim;
};
const schema::Struct& describe(const EphemeralVolumeSource*);

/// An empty disk.
struct EmptyDiskSource {
  schema::Quantity capacity;
};
const schema::Struct& describe(const EmptyDiskSource*);

/// A DataVolume.
struct DataVolumeSource {
  std::string name;
  bool hotpluggable = false;
};
const schema::Struct& describe(const DataVolumeSource*);

/// A disk with the entries of a ConfigMap.
struct ConfigMapVolumeSource {
  std::string name;
  std::optional<bool> optional;
  std::string volume_label;
};
const schema::Struct& describe(const ConfigMapVolumeSource*);

/// A disk with the entries of a Secret.
struct SecretVolumeSource {
  std::string secret_name;
  std::optional<bool> optional;
  std::string volume_label;
};
const schema::Struct& describe(const SecretVolumeSource*);

/// A disk with fields of the pod.
struct DownwardAPIVolumeSource {
  std::vector<core::v1::DownwardAPIVolumeFile> fields;
  std::string volume_label;
};
const schema::Struct& describe(const DownwardAPIVolumeSource*);

/// A disk with the token of a service account.
struct ServiceAccountVolumeSource {
  std::string service_account_name;
};
const schema::Struct& describe(const ServiceAccountVolumeSource*);

/// A disk with metrics of the host. It has no settings.
struct DownwardMetricsVolumeSource {};
const schema::Struct& describe(const DownwardMetricsVolumeSource*);

/// A claim for a dump of the guest's memory.
struct MemoryDumpVolumeSource {
  std::string claim_name;
  bool read_only = false;
  bool hotpluggable = false;
};
const schema::Struct& describe(const MemoryDumpVolumeSource*);

/// A directory of the launcher's container.
struct ContainerPathVolumeSource {
  std::string path;
  std::optional<bool> read_only;
};
const schema::Struct& describe(const ContainerPathVolumeSource*);

}  // namespace coracle::api::kubevirt::v1

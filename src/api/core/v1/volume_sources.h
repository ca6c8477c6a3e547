#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/reference.h"
#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// An AWS disk.
struct AWSElasticBlockStoreVolumeSource {
  std::string fs_type;
  std::optional<std::int32_t> partition;
  bool read_only = false;
  std::string volume_id;
};
const schema::Struct& describe(const AWSElasticBlockStoreVolumeSource*);

/// An Azure disk.
struct AzureDiskVolumeSource {
  std::string disk_name;
  std::string disk_uri;
  std::string caching_mode;
  std::string kind;
  std::string fs_type;
  bool read_only = false;
};
const schema::Struct& describe(const AzureDiskVolumeSource*);

/// An Azure file share.
struct AzureFileVolumeSource {
  bool read_only = false;
  std::string secret_name;
  std::string share_name;
};
const schema::Struct& describe(const AzureFileVolumeSource*);

/// A CephFS directory.
struct CephFSVolumeSource {
  std::string path;
  std::vector<std::string> monitors;
  bool read_only = false;
  std::string secret_file;
  Box<LocalObjectReference> secret_ref;
  std::string user;
};
const schema::Struct& describe(const CephFSVolumeSource*);

/// An OpenStack disk.
struct CinderVolumeSource {
  std::string fs_type;
  bool read_only = false;
  Box<LocalObjectReference> secret_ref;
  std::string volume_id;
};
const schema::Struct& describe(const CinderVolumeSource*);

/// A Fibre Channel disk.
struct FCVolumeSource {
  std::vector<std::string> target_wwns;
  std::vector<std::string> wwids;
  std::string fs_type;
  std::optional<std::int32_t> lun;
  bool read_only = false;
};
const schema::Struct& describe(const FCVolumeSource*);

/// A volume of a FlexVolume driver.
struct FlexVolumeSource {
  std::string driver;
  std::string fs_type;
  std::map<std::string, std::string> options;
  bool read_only = false;
  Box<LocalObjectReference> secret_ref;
};
const schema::Struct& describe(const FlexVolumeSource*);

/// A Flocker data set.
struct FlockerVolumeSource {
  std::string dataset_name;
  std::string dataset_uuid;
};
const schema::Struct& describe(const FlockerVolumeSource*);

/// A Google Cloud disk.
struct GCEPersistentDiskVolumeSource {
  std::string pd_name;
  std::string fs_type;
  std::optional<std::int32_t> partition;
  bool read_only = false;
};
const schema::Struct& describe(const GCEPersistentDiskVolumeSource*);

/// A git repository, cloned.
struct GitRepoVolumeSource {
  std::string repository;
  std::string revision;
  std::string directory;
};
const schema::Struct& describe(const GitRepoVolumeSource*);

/// A Gluster volume.
struct GlusterfsVolumeSource {
  std::string endpoints;
  std::string path;
  bool read_only = false;
};
const schema::Struct& describe(const GlusterfsVolumeSource*);

/// An iSCSI disk.
struct ISCSIVolumeSource {
  std::optional<bool> chap_auth_discovery;
  std::optional<bool> chap_auth_session;
  std::string fs_type;
  std::string initiator_name;
  std::string iqn;
  std::string iscsi_interface;
  std::int32_t lun = 0;
  std::vector<std::string> portals;
  bool read_only = false;
  Box<LocalObjectReference> secret_ref;
  std::string target_portal;
};
const schema::Struct& describe(const ISCSIVolumeSource*);

/// A Photon disk.
struct PhotonPersistentDiskVolumeSource {
  std::string pd_id;
  std::string fs_type;
};
const schema::Struct& describe(const PhotonPersistentDiskVolumeSource*);

/// A Portworx volume.
struct PortworxVolumeSource {
  std::string fs_type;
  bool read_only = false;
  std::string volume_id;
};
const schema::Struct& describe(const PortworxVolumeSource*);

/// A Quobyte volume.
struct QuobyteVolumeSource {
  std::string registry;
  std::string volume;
  std::string user;
  std::string group;
  std::string tenant;
  bool read_only = false;
};
const schema::Struct& describe(const QuobyteVolumeSource*);

/// A Ceph block image.
struct RBDVolumeSource {
  std::string fs_type;
  std::string image;
  std::string keyring;
  std::vector<std::string> monitors;
  std::string pool;
  bool read_only = false;
  Box<LocalObjectReference> secret_ref;
  std::string user;
};
const schema::Struct& describe(const RBDVolumeSource*);

/// A ScaleIO volume.
struct ScaleIOVolumeSource {
  std::string fs_type;
  std::string gateway;
  std::string protection_domain;
  bool read_only = false;
  LocalObjectReference secret_ref;
  std::optional<bool> ssl_enabled;
  std::string storage_mode;
  std::string storage_pool;
  std::string system;
  std::string volume_name;
};
const schema::Struct& describe(const ScaleIOVolumeSource*);

/// A StorageOS volume.
struct StorageOSVolumeSource {
  std::string fs_type;
  bool read_only = false;
  Box<LocalObjectReference> secret_ref;
  std::string volume_name;
  std::string volume_namespace;
};
const schema::Struct& describe(const StorageOSVolumeSource*);

/// A vSphere disk.
struct VsphereVirtualDiskVolumeSource {
  std::string volume_path;
  std::string storage_policy_name;
  std::string storage_policy_id;
  std::string fs_type;
};
const schema::Struct& describe(const VsphereVirtualDiskVolumeSource*);

}  // namespace coracle::api::core::v1

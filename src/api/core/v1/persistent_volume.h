#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/affinity.h"
#include "api/core/v1/reference.h"
#include "api/core/v1/volume.h"
#include "api/core/v1/volume_sources.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// An Azure file share.
struct AzureFilePersistentVolumeSource {
  std::string secret_namespace;
  bool read_only = false;
  std::string secret_name;
  std::string share_name;
};
const schema::Struct& describe(const AzureFilePersistentVolumeSource*);

/// A volume of a CSI driver.
struct CSIPersistentVolumeSource {
  std::string driver;
  std::string volume_handle;
  std::map<std::string, std::string> volume_attributes;
  Box<SecretReference> controller_publish_secret_ref;
  Box<SecretReference> node_stage_secret_ref;
  Box<SecretReference> node_publish_secret_ref;
  Box<SecretReference> controller_expand_secret_ref;
  Box<SecretReference> node_expand_secret_ref;
  std::string fs_type;
  bool read_only = false;
};
const schema::Struct& describe(const CSIPersistentVolumeSource*);

/// A CephFS directory.
struct CephFSPersistentVolumeSource {
  std::string path;
  std::vector<std::string> monitors;
  bool read_only = false;
  std::string secret_file;
  Box<SecretReference> secret_ref;
  std::string user;
};
const schema::Struct& describe(const CephFSPersistentVolumeSource*);

/// An OpenStack disk.
struct CinderPersistentVolumeSource {
  std::string fs_type;
  bool read_only = false;
  Box<SecretReference> secret_ref;
  std::string volume_id;
};
const schema::Struct& describe(const CinderPersistentVolumeSource*);

/// A volume of a FlexVolume driver.
struct FlexPersistentVolumeSource {
  std::string driver;
  std::string fs_type;
  std::map<std::string, std::string> options;
  bool read_only = false;
  Box<SecretReference> secret_ref;
};
const schema::Struct& describe(const FlexPersistentVolumeSource*);

/// A Gluster volume.
struct GlusterfsPersistentVolumeSource {
  std::string endpoints_namespace;
  std::string endpoints;
  std::string path;
  bool read_only = false;
};
const schema::Struct& describe(const GlusterfsPersistentVolumeSource*);

/// An iSCSI disk.
struct ISCSIPersistentVolumeSource {
  std::optional<bool> chap_auth_discovery;
  std::optional<bool> chap_auth_session;
  std::string fs_type;
  std::string initiator_name;
  std::string iqn;
  std::string iscsi_interface;
  std::int32_t lun = 0;
  std::vector<std::string> portals;
  bool read_only = false;
  Box<SecretReference> secret_ref;
  std::string target_portal;
};
const schema::Struct& describe(const ISCSIPersistentVolumeSource*);

/// A disk or directory of one node.
struct LocalVolumeSource {
  std::string path;
  std::string fs_type;
};
const schema::Struct& describe(const LocalVolumeSource*);

/// A Ceph block image.
struct RBDPersistentVolumeSource {
  std::string fs_type;
  std::string image;
  std::string keyring;
  std::vector<std::string> monitors;
  std::string pool;
  bool read_only = false;
  Box<SecretReference> secret_ref;
  std::string user;
};
const schema::Struct& describe(const RBDPersistentVolumeSource*);

/// A ScaleIO volume.
struct ScaleIOPersistentVolumeSource {
  std::string fs_type;
  std::string gateway;
  std::string protection_domain;
  bool read_only = false;
  SecretReference secret_ref;
  std::optional<bool> ssl_enabled;
  std::string storage_mode;
  std::string storage_pool;
  std::string system;
  std::string volume_name;
};
const schema::Struct& describe(const ScaleIOPersistentVolumeSource*);

/// A StorageOS volume.
struct StorageOSPersistentVolumeSource {
  std::string fs_type;
  bool read_only = false;
  Box<ObjectReference> secret_ref;
  std::string volume_name;
  std::string volume_namespace;
};
const schema::Struct& describe(const StorageOSPersistentVolumeSource*);

/// Nodes a volume is reached from.
struct VolumeNodeAffinity {
  Box<NodeSelector> required;
};
const schema::Struct& describe(const VolumeNodeAffinity*);

/// What a volume is.
struct PersistentVolumeSpec {
  std::map<std::string, schema::Quantity> capacity;
  std::vector<std::string> access_modes;
  Box<ObjectReference> claim_ref;
  std::string persistent_volume_reclaim_policy;
  std::string storage_class_name;
  std::optional<std::string> volume_mode;
  std::vector<std::string> mount_options;
  Box<VolumeNodeAffinity> node_affinity;
  std::optional<std::string> volume_attributes_class_name;
  Box<HostPathVolumeSource> host_path;
  Box<LocalVolumeSource> local;
  Box<CSIPersistentVolumeSource> csi;
  Box<AWSElasticBlockStoreVolumeSource> aws_elastic_block_store;
  Box<AzureDiskVolumeSource> azure_disk;
  Box<AzureFilePersistentVolumeSource> azure_file;
  Box<CephFSPersistentVolumeSource> cephfs;
  Box<CinderPersistentVolumeSource> cinder;
  Box<FCVolumeSource> fc;
  Box<FlexPersistentVolumeSource> flex_volume;
  Box<FlockerVolumeSource> flocker;
  Box<GCEPersistentDiskVolumeSource> gce_persistent_disk;
  Box<GlusterfsPersistentVolumeSource> glusterfs;
  Box<ISCSIPersistentVolumeSource> iscsi;
  Box<NFSVolumeSource> nfs;
  Box<PhotonPersistentDiskVolumeSource> photon_persistent_disk;
  Box<PortworxVolumeSource> portworx_volume;
  Box<QuobyteVolumeSource> quobyte;
  Box<RBDPersistentVolumeSource> rbd;
  Box<ScaleIOPersistentVolumeSource> scale_io;
  Box<StorageOSPersistentVolumeSource> storageos;
  Box<VsphereVirtualDiskVolumeSource> vsphere_volume;

  PersistentVolumeSpec();
  ~PersistentVolumeSpec();
  PersistentVolumeSpec(const PersistentVolumeSpec&);
  PersistentVolumeSpec& operator=(const PersistentVolumeSpec&);
  PersistentVolumeSpec(PersistentVolumeSpec&&) noexcept;
  PersistentVolumeSpec& operator=(PersistentVolumeSpec&&) noexcept;
};
const schema::Struct& describe(const PersistentVolumeSpec*);

/// How a volume stands.
struct PersistentVolumeStatus {
  std::string phase;
  schema::Time last_phase_transition_time;
  std::string message;
  std::string reason;
};
const schema::Struct& describe(const PersistentVolumeStatus*);

/// A piece of storage of the cluster.
struct PersistentVolume {
  std::string api_version = "v1";
  std::string kind = "PersistentVolume";
  meta::v1::ObjectMeta metadata;
  PersistentVolumeSpec spec;
  PersistentVolumeStatus status;
};
const schema::Struct& describe(const PersistentVolume*);

}  // namespace coracle::api::core::v1

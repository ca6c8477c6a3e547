#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/env.h"
#include "api/core/v1/persistent_volume_claim.h"
#include "api/core/v1/reference.h"
#include "api/core/v1/volume_sources.h"
#include "api/meta/v1/label_selector.h"
#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// A volume that a CSI driver makes for the pod.
struct CSIVolumeSource {
  std::string driver;
  std::map<std::string, std::string> volume_attributes;
  Box<LocalObjectReference> node_publish_secret_ref;
  std::string fs_type;
  bool read_only = false;
};
const schema::Struct& describe(const CSIVolumeSource*);

/// A key and the file it becomes.
struct KeyToPath {
  std::optional<std::int32_t> mode;
  std::string key;
  std::string path;
};
const schema::Struct& describe(const KeyToPath*);

/// Files from a ConfigMap.
struct ConfigMapVolumeSource {
  std::optional<std::int32_t> default_mode;
  std::vector<KeyToPath> items;
  std::string name;
  std::optional<bool> optional;
};
const schema::Struct& describe(const ConfigMapVolumeSource*);

/// A file with a field of the pod.
struct DownwardAPIVolumeFile {
  std::optional<std::int32_t> mode;
  Box<ObjectFieldSelector> field_ref;
  std::string path;
  Box<ResourceFieldSelector> resource_field_ref;
};
const schema::Struct& describe(const DownwardAPIVolumeFile*);

/// Files with fields of the pod.
struct DownwardAPIVolumeSource {
  std::vector<DownwardAPIVolumeFile> items;
  std::optional<std::int32_t> default_mode;
};
const schema::Struct& describe(const DownwardAPIVolumeSource*);

/// A directory that begins empty.
struct EmptyDirVolumeSource {
  std::string medium;
  schema::Quantity size_limit;
};
const schema::Struct& describe(const EmptyDirVolumeSource*);

/// A claim made for the pod and deleted with it.
struct EphemeralVolumeSource {
  Box<PersistentVolumeClaimTemplate> volume_claim_template;
};
const schema::Struct& describe(const EphemeralVolumeSource*);

/// A path of the node.
struct HostPathVolumeSource {
  std::string path;
  std::string type;
};
const schema::Struct& describe(const HostPathVolumeSource*);

/// Files of an image.
struct ImageVolumeSource {
  std::string reference;
  std::string pull_policy;
};
const schema::Struct& describe(const ImageVolumeSource*);

/// A directory of an NFS server.
struct NFSVolumeSource {
  std::string server;
  std::string path;
  bool read_only = false;
};
const schema::Struct& describe(const NFSVolumeSource*);

/// A claim in the namespace.
struct PersistentVolumeClaimVolumeSource {
  std::string claim_name;
  bool read_only = false;
};
const schema::Struct& describe(const PersistentVolumeClaimVolumeSource*);

/// Trust anchors as one file.
struct ClusterTrustBundleProjection {
  std::string name;
  std::string signer_name;
  Box<meta::v1::LabelSelector> label_selector;
  std::optional<bool> optional;
  std::string path;
};
const schema::Struct& describe(const ClusterTrustBundleProjection*);

/// Files from a ConfigMap.
struct ConfigMapProjection {
  std::vector<KeyToPath> items;
  std::string name;
  std::optional<bool> optional;
};
const schema::Struct& describe(const ConfigMapProjection*);

/// Files with fields of the pod.
struct DownwardAPIProjection {
  std::vector<DownwardAPIVolumeFile> items;
};
const schema::Struct& describe(const DownwardAPIProjection*);

/// A key and certificate made for the pod.
struct PodCertificateProjection {
  std::string signer_name;
  std::string key_type;
  std::optional<std::int32_t> max_expiration_seconds;
  std::string credential_bundle_path;
  std::string key_path;
  std::string certificate_chain_path;
  std::map<std::string, std::string> user_annotations;
};
const schema::Struct& describe(const PodCertificateProjection*);

/// Files from a Secret.
struct SecretProjection {
  std::vector<KeyToPath> items;
  std::string name;
  std::optional<bool> optional;
};
const schema::Struct& describe(const SecretProjection*);

/// A token of the pod's service account.
struct ServiceAccountTokenProjection {
  std::string audience;
  std::optional<std::int64_t> expiration_seconds;
  std::string path;
};
const schema::Struct& describe(const ServiceAccountTokenProjection*);

/// One source of a projected volume.
struct VolumeProjection {
  Box<SecretProjection> secret;
  Box<ConfigMapProjection> config_map;
  Box<DownwardAPIProjection> downward_api;
  Box<ServiceAccountTokenProjection> service_account_token;
  Box<ClusterTrustBundleProjection> cluster_trust_bundle;
  Box<PodCertificateProjection> pod_certificate;
};
const schema::Struct& describe(const VolumeProjection*);

/// Files from several sources in one directory.
struct ProjectedVolumeSource {
  std::vector<VolumeProjection> sources;
  std::optional<std::int32_t> default_mode;
};
const schema::Struct& describe(const ProjectedVolumeSource*);

/// Files from a Secret.
struct SecretVolumeSource {
  std::string secret_name;
  std::optional<std::int32_t> default_mode;
  std::vector<KeyToPath> items;
  std::optional<bool> optional;
};
const schema::Struct& describe(const SecretVolumeSource*);

/// A volume of a pod: a name and exactly one source.
struct Volume {
  std::string name;
  Box<EmptyDirVolumeSource> empty_dir;
  Box<HostPathVolumeSource> host_path;
  Box<ConfigMapVolumeSource> config_map;
  Box<SecretVolumeSource> secret;
  Box<DownwardAPIVolumeSource> downward_api;
  Box<ProjectedVolumeSource> projected;
  Box<PersistentVolumeClaimVolumeSource> persistent_volume_claim;
  Box<EphemeralVolumeSource> ephemeral;
  Box<ImageVolumeSource> image;
  Box<CSIVolumeSource> csi;
  Box<GitRepoVolumeSource> git_repo;
  Box<AWSElasticBlockStoreVolumeSource> aws_elastic_block_store;
  Box<AzureDiskVolumeSource> azure_disk;
  Box<AzureFileVolumeSource> azure_file;
  Box<CephFSVolumeSource> cephfs;
  Box<CinderVolumeSource> cinder;
  Box<FCVolumeSource> fc;
  Box<FlexVolumeSource> flex_volume;
  Box<FlockerVolumeSource> flocker;
  Box<GCEPersistentDiskVolumeSource> gce_persistent_disk;
  Box<GlusterfsVolumeSource> glusterfs;
  Box<ISCSIVolumeSource> iscsi;
  Box<NFSVolumeSource> nfs;
  Box<PhotonPersistentDiskVolumeSource> photon_persistent_disk;
  Box<PortworxVolumeSource> portworx_volume;
  Box<QuobyteVolumeSource> quobyte;
  Box<RBDVolumeSource> rbd;
  Box<ScaleIOVolumeSource> scale_io;
  Box<StorageOSVolumeSource> storageos;
  Box<VsphereVirtualDiskVolumeSource> vsphere_volume;

  Volume();
  ~Volume();
  Volume(const Volume&);
  Volume& operator=(const Volume&);
  Volume(Volume&&) noexcept;
  Volume& operator=(Volume&&) noexcept;
};
const schema::Struct& describe(const Volume*);

}  // namespace coracle::api::core::v1

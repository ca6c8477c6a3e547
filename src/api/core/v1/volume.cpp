#include "api/core/v1/volume.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const CSIVolumeSource*) {
  using T = CSIVolumeSource;
  static const Field fields[] = {
      field<&T::driver>("driver", "Name of the driver.").required(),
      field<&T::volume_attributes>("volumeAttributes", "Parameters for the driver."),
      field<&T::node_publish_secret_ref>("nodePublishSecretRef", "Secret passed to the driver."),
      field<&T::fs_type>("fsType", "File system on the volume."),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
  };
  static const Struct table{"io.k8s.api.core.v1.CSIVolumeSource", "A volume that a CSI driver makes for the pod.",
                            fields};
  return table;
}

const Struct& describe(const KeyToPath*) {
  using T = KeyToPath;
  static const Field fields[] = {
      field<&T::mode>("mode", "Permissions of the file."),
      field<&T::key>("key", "Key.").required(),
      field<&T::path>("path", "Path of the file in the volume.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.KeyToPath", "A key and the file it becomes.", fields};
  return table;
}

const Struct& describe(const ConfigMapVolumeSource*) {
  using T = ConfigMapVolumeSource;
  static const Field fields[] = {
      field<&T::default_mode>("defaultMode", "Permissions of the files."),
      field<&T::items>("items", "Keys to take; all when empty.").atomic(),
      field<&T::name>("name", "Name."),
      field<&T::optional>("optional", "Whether it may be missing."),
  };
  static const Struct table{"io.k8s.api.core.v1.ConfigMapVolumeSource", "Files from a ConfigMap.", fields};
  return table;
}

const Struct& describe(const DownwardAPIVolumeFile*) {
  using T = DownwardAPIVolumeFile;
  static const Field fields[] = {
      field<&T::mode>("mode", "Permissions of the file."),
      field<&T::field_ref>("fieldRef", "A field of the pod."),
      field<&T::path>("path", "Path of the file in the volume.").required(),
      field<&T::resource_field_ref>("resourceFieldRef", "A request or limit of a container."),
  };
  static const Struct table{"io.k8s.api.core.v1.DownwardAPIVolumeFile", "A file with a field of the pod.", fields};
  return table;
}

const Struct& describe(const DownwardAPIVolumeSource*) {
  using T = DownwardAPIVolumeSource;
  static const Field fields[] = {
      field<&T::items>("items", "Files.").atomic(),
      field<&T::default_mode>("defaultMode", "Permissions of the files."),
  };
  static const Struct table{"io.k8s.api.core.v1.DownwardAPIVolumeSource", "Files with fields of the pod.", fields};
  return table;
}

const Struct& describe(const EmptyDirVolumeSource*) {
  using T = EmptyDirVolumeSource;
  static const Field fields[] = {
      field<&T::medium>("medium", "Empty for the node's disk, Memory for a tmpfs, HugePages for huge pages."),
      field<&T::size_limit>("sizeLimit", "Room it may take."),
  };
  static const Struct table{"io.k8s.api.core.v1.EmptyDirVolumeSource", "A directory that begins empty.", fields};
  return table;
}

const Struct& describe(const EphemeralVolumeSource*) {
  using T = EphemeralVolumeSource;
  static const Field fields[] = {
      field<&T::volume_claim_template>("volumeClaimTemplate", "The claim to make."),
  };
  static const Struct table{"io.k8s.api.core.v1.EphemeralVolumeSource", "A claim made for the pod and deleted with it.",
                            fields};
  return table;
}

const Struct& describe(const HostPathVolumeSource*) {
  using T = HostPathVolumeSource;
  static const Field fields[] = {
      field<&T::path>("path", "Path on the node.").required(),
      field<&T::type>("type", "What must be there, or is made."),
  };
  static const Struct table{"io.k8s.api.core.v1.HostPathVolumeSource", "A path of the node.", fields};
  return table;
}

const Struct& describe(const ImageVolumeSource*) {
  using T = ImageVolumeSource;
  static const Field fields[] = {
      field<&T::reference>("reference", "Image."),
      field<&T::pull_policy>("pullPolicy", "When the image is pulled.").one_of("Always|IfNotPresent|Never"),
  };
  static const Struct table{"io.k8s.api.core.v1.ImageVolumeSource", "Files of an image.", fields};
  return table;
}

const Struct& describe(const NFSVolumeSource*) {
  using T = NFSVolumeSource;
  static const Field fields[] = {
      field<&T::server>("server", "Host name or address.").required(),
      field<&T::path>("path", "Exported path.").required(),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
  };
  static const Struct table{"io.k8s.api.core.v1.NFSVolumeSource", "A directory of an NFS server.", fields};
  return table;
}

const Struct& describe(const PersistentVolumeClaimVolumeSource*) {
  using T = PersistentVolumeClaimVolumeSource;
  static const Field fields[] = {
      field<&T::claim_name>("claimName", "Name of the claim.").required(),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
  };
  static const Struct table{"io.k8s.api.core.v1.PersistentVolumeClaimVolumeSource", "A claim in the namespace.",
                            fields};
  return table;
}

const Struct& describe(const ClusterTrustBundleProjection*) {
  using T = ClusterTrustBundleProjection;
  static const Field fields[] = {
      field<&T::name>("name", "One bundle, by name."),
      field<&T::signer_name>("signerName", "Bundles of this signer."),
      field<&T::label_selector>("labelSelector", "Bundles by label, with signerName."),
      field<&T::optional>("optional", "Whether it may be missing."),
      field<&T::path>("path", "Path of the file in the volume.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.ClusterTrustBundleProjection", "Trust anchors as one file.", fields};
  return table;
}

const Struct& describe(const ConfigMapProjection*) {
  using T = ConfigMapProjection;
  static const Field fields[] = {
      field<&T::items>("items", "Keys to take; all when empty.").atomic(),
      field<&T::name>("name", "Name."),
      field<&T::optional>("optional", "Whether it may be missing."),
  };
  static const Struct table{"io.k8s.api.core.v1.ConfigMapProjection", "Files from a ConfigMap.", fields};
  return table;
}

const Struct& describe(const DownwardAPIProjection*) {
  using T = DownwardAPIProjection;
  static const Field fields[] = {
      field<&T::items>("items", "Files.").atomic(),
  };
  static const Struct table{"io.k8s.api.core.v1.DownwardAPIProjection", "Files with fields of the pod.", fields};
  return table;
}

const Struct& describe(const PodCertificateProjection*) {
  using T = PodCertificateProjection;
  static const Field fields[] = {
      field<&T::signer_name>("signerName", "Who signs.").required(),
      field<&T::key_type>("keyType", "Type of key to make.").required(),
      field<&T::max_expiration_seconds>("maxExpirationSeconds", "Longest lifetime."),
      field<&T::credential_bundle_path>("credentialBundlePath", "File with key and chain."),
      field<&T::key_path>("keyPath", "File with the key."),
      field<&T::certificate_chain_path>("certificateChainPath", "File with the chain."),
      field<&T::user_annotations>("userAnnotations", "Further words for the signer."),
  };
  static const Struct table{"io.k8s.api.core.v1.PodCertificateProjection", "A key and certificate made for the pod.",
                            fields};
  return table;
}

const Struct& describe(const SecretProjection*) {
  using T = SecretProjection;
  static const Field fields[] = {
      field<&T::items>("items", "Keys to take; all when empty.").atomic(),
      field<&T::name>("name", "Name."),
      field<&T::optional>("optional", "Whether it may be missing."),
  };
  static const Struct table{"io.k8s.api.core.v1.SecretProjection", "Files from a Secret.", fields};
  return table;
}

const Struct& describe(const ServiceAccountTokenProjection*) {
  using T = ServiceAccountTokenProjection;
  static const Field fields[] = {
      field<&T::audience>("audience", "Whom the token is for; the API server when empty."),
      field<&T::expiration_seconds>("expirationSeconds", "Lifetime; renewed before it ends."),
      field<&T::path>("path", "Path of the file in the volume.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.ServiceAccountTokenProjection", "A token of the pod's service account.",
                            fields};
  return table;
}

const Struct& describe(const VolumeProjection*) {
  using T = VolumeProjection;
  static const Field fields[] = {
      field<&T::secret>("secret", "A Secret."),
      field<&T::config_map>("configMap", "A ConfigMap."),
      field<&T::downward_api>("downwardAPI", "Fields of the pod."),
      field<&T::service_account_token>("serviceAccountToken", "A token of the pod's service account."),
      field<&T::cluster_trust_bundle>("clusterTrustBundle", "Trust anchors of the cluster."),
      field<&T::pod_certificate>("podCertificate", "A certificate for the pod."),
  };
  static const Struct table{"io.k8s.api.core.v1.VolumeProjection", "One source of a projected volume.", fields};
  return table;
}

const Struct& describe(const ProjectedVolumeSource*) {
  using T = ProjectedVolumeSource;
  static const Field fields[] = {
      field<&T::sources>("sources", "The sources.").atomic(),
      field<&T::default_mode>("defaultMode", "Permissions of the files."),
  };
  static const Struct table{"io.k8s.api.core.v1.ProjectedVolumeSource", "Files from several sources in one directory.",
                            fields};
  return table;
}

const Struct& describe(const SecretVolumeSource*) {
  using T = SecretVolumeSource;
  static const Field fields[] = {
      field<&T::secret_name>("secretName", "Name of the Secret."),
      field<&T::default_mode>("defaultMode", "Permissions of the files."),
      field<&T::items>("items", "Keys to take; all when empty.").atomic(),
      field<&T::optional>("optional", "Whether it may be missing."),
  };
  static const Struct table{"io.k8s.api.core.v1.SecretVolumeSource", "Files from a Secret.", fields};
  return table;
}

Volume::Volume() = default;
Volume::~Volume() = default;
Volume::Volume(const Volume&) = default;
Volume& Volume::operator=(const Volume&) = default;
Volume::Volume(Volume&&) noexcept = default;
Volume& Volume::operator=(Volume&&) noexcept = default;

const Struct& describe(const Volume*) {
  using T = Volume;
  static const Field fields[] = {
      field<&T::name>("name", "Name, unique in the pod.").required(),
      field<&T::empty_dir>("emptyDir", "An empty directory that lives as long as the pod."),
      field<&T::host_path>("hostPath", "A path of the node."),
      field<&T::config_map>("configMap", "Files from a ConfigMap."),
      field<&T::secret>("secret", "Files from a Secret."),
      field<&T::downward_api>("downwardAPI", "Files with fields of the pod."),
      field<&T::projected>("projected", "Files from several sources in one directory."),
      field<&T::persistent_volume_claim>("persistentVolumeClaim", "A claim in the namespace."),
      field<&T::ephemeral>("ephemeral", "A claim made for the pod."),
      field<&T::image>("image", "Files of an image."),
      field<&T::csi>("csi", "A volume of a CSI driver."),
      field<&T::git_repo>("gitRepo", "A git repository, cloned."),
      field<&T::aws_elastic_block_store>("awsElasticBlockStore", "An AWS disk."),
      field<&T::azure_disk>("azureDisk", "An Azure disk."),
      field<&T::azure_file>("azureFile", "An Azure file share."),
      field<&T::cephfs>("cephfs", "A CephFS directory."),
      field<&T::cinder>("cinder", "An OpenStack disk."),
      field<&T::fc>("fc", "A Fibre Channel disk."),
      field<&T::flex_volume>("flexVolume", "A volume of a FlexVolume driver."),
      field<&T::flocker>("flocker", "A Flocker data set."),
      field<&T::gce_persistent_disk>("gcePersistentDisk", "A Google Cloud disk."),
      field<&T::glusterfs>("glusterfs", "A Gluster volume."),
      field<&T::iscsi>("iscsi", "An iSCSI disk."),
      field<&T::nfs>("nfs", "A directory of an NFS server."),
      field<&T::photon_persistent_disk>("photonPersistentDisk", "A Photon disk."),
      field<&T::portworx_volume>("portworxVolume", "A Portworx volume."),
      field<&T::quobyte>("quobyte", "A Quobyte volume."),
      field<&T::rbd>("rbd", "A Ceph block image."),
      field<&T::scale_io>("scaleIO", "A ScaleIO volume."),
      field<&T::storageos>("storageos", "A StorageOS volume."),
      field<&T::vsphere_volume>("vsphereVolume", "A vSphere disk."),
  };
  static const Struct table{"io.k8s.api.core.v1.Volume", "A volume of a pod: a name and exactly one source.", fields};
  return table;
}

}  // namespace coracle::api::core::v1

#include "api/core/v1/volume_sources.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const AWSElasticBlockStoreVolumeSource*) {
  using T = AWSElasticBlockStoreVolumeSource;
  static const Field fields[] = {
      field<&T::fs_type>("fsType", "File system on the volume."),
      field<&T::partition>("partition", "Number of the partition; the whole disk when absent."),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
      field<&T::volume_id>("volumeID", "Identity of the volume.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.AWSElasticBlockStoreVolumeSource", "An AWS disk.", fields};
  return table;
}

const Struct& describe(const AzureDiskVolumeSource*) {
  using T = AzureDiskVolumeSource;
  static const Field fields[] = {
      field<&T::disk_name>("diskName", "Name of the disk.").required(),
      field<&T::disk_uri>("diskURI", "Where the disk lies.").required(),
      field<&T::caching_mode>("cachingMode", "How the host caches.")
          .one_of("None|ReadOnly|ReadWrite")
          .or_else("\"ReadWrite\""),
      field<&T::kind>("kind", "Shared, Dedicated or Managed.").one_of("Dedicated|Managed|Shared").or_else("\"Shared\""),
      field<&T::fs_type>("fsType", "File system on the volume.").or_else("\"ext4\""),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
  };
  static const Struct table{"io.k8s.api.core.v1.AzureDiskVolumeSource", "An Azure disk.", fields};
  return table;
}

const Struct& describe(const AzureFileVolumeSource*) {
  using T = AzureFileVolumeSource;
  static const Field fields[] = {
      field<&T::read_only>("readOnly", "Whether it may only be read."),
      field<&T::secret_name>("secretName", "Secret with the key.").required(),
      field<&T::share_name>("shareName", "Name of the share.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.AzureFileVolumeSource", "An Azure file share.", fields};
  return table;
}

const Struct& describe(const CephFSVolumeSource*) {
  using T = CephFSVolumeSource;
  static const Field fields[] = {
      field<&T::path>("path", "Path in the file system."),
      field<&T::monitors>("monitors", "Monitors of the cluster.").required().atomic(),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
      field<&T::secret_file>("secretFile", "File with the key."),
      field<&T::secret_ref>("secretRef", "Secret with what is needed to log in."),
      field<&T::user>("user", "User to log in as."),
  };
  static const Struct table{"io.k8s.api.core.v1.CephFSVolumeSource", "A CephFS directory.", fields};
  return table;
}

const Struct& describe(const CinderVolumeSource*) {
  using T = CinderVolumeSource;
  static const Field fields[] = {
      field<&T::fs_type>("fsType", "File system on the volume."),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
      field<&T::secret_ref>("secretRef", "Secret with what is needed to log in."),
      field<&T::volume_id>("volumeID", "Identity of the volume.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.CinderVolumeSource", "An OpenStack disk.", fields};
  return table;
}

const Struct& describe(const FCVolumeSource*) {
  using T = FCVolumeSource;
  static const Field fields[] = {
      field<&T::target_wwns>("targetWWNs", "World-wide names of the targets.").atomic(),
      field<&T::wwids>("wwids", "World-wide identities of the volume.").atomic(),
      field<&T::fs_type>("fsType", "File system on the volume."),
      field<&T::lun>("lun", "Logical unit."),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
  };
  static const Struct table{"io.k8s.api.core.v1.FCVolumeSource", "A Fibre Channel disk.", fields};
  return table;
}

const Struct& describe(const FlexVolumeSource*) {
  using T = FlexVolumeSource;
  static const Field fields[] = {
      field<&T::driver>("driver", "Name of the driver.").required(),
      field<&T::fs_type>("fsType", "File system on the volume."),
      field<&T::options>("options", "Parameters for the driver."),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
      field<&T::secret_ref>("secretRef", "Secret with what is needed to log in."),
  };
  static const Struct table{"io.k8s.api.core.v1.FlexVolumeSource", "A volume of a FlexVolume driver.", fields};
  return table;
}

const Struct& describe(const FlockerVolumeSource*) {
  using T = FlockerVolumeSource;
  static const Field fields[] = {
      field<&T::dataset_name>("datasetName", "Name of the data set."),
      field<&T::dataset_uuid>("datasetUUID", "Identity of the data set."),
  };
  static const Struct table{"io.k8s.api.core.v1.FlockerVolumeSource", "A Flocker data set.", fields};
  return table;
}

const Struct& describe(const GCEPersistentDiskVolumeSource*) {
  using T = GCEPersistentDiskVolumeSource;
  static const Field fields[] = {
      field<&T::pd_name>("pdName", "Name of the disk.").required(),
      field<&T::fs_type>("fsType", "File system on the volume."),
      field<&T::partition>("partition", "Number of the partition; the whole disk when absent."),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
  };
  static const Struct table{"io.k8s.api.core.v1.GCEPersistentDiskVolumeSource", "A Google Cloud disk.", fields};
  return table;
}

const Struct& describe(const GitRepoVolumeSource*) {
  using T = GitRepoVolumeSource;
  static const Field fields[] = {
      field<&T::repository>("repository", "Address of the repository.").required(),
      field<&T::revision>("revision", "Commit to check out."),
      field<&T::directory>("directory", "Directory to clone into."),
  };
  static const Struct table{"io.k8s.api.core.v1.GitRepoVolumeSource", "A git repository, cloned.", fields};
  return table;
}

const Struct& describe(const GlusterfsVolumeSource*) {
  using T = GlusterfsVolumeSource;
  static const Field fields[] = {
      field<&T::endpoints>("endpoints", "Endpoints object with the servers.").required(),
      field<&T::path>("path", "Path of the file in the volume.").required(),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
  };
  static const Struct table{"io.k8s.api.core.v1.GlusterfsVolumeSource", "A Gluster volume.", fields};
  return table;
}

const Struct& describe(const ISCSIVolumeSource*) {
  using T = ISCSIVolumeSource;
  static const Field fields[] = {
      field<&T::chap_auth_discovery>("chapAuthDiscovery", "Whether discovery logs in by CHAP."),
      field<&T::chap_auth_session>("chapAuthSession", "Whether sessions log in by CHAP."),
      field<&T::fs_type>("fsType", "File system on the volume."),
      field<&T::initiator_name>("initiatorName", "Name of the initiator."),
      field<&T::iqn>("iqn", "Name of the target.").required(),
      field<&T::iscsi_interface>("iscsiInterface", "Interface used by the initiator.").or_else("\"default\""),
      field<&T::lun>("lun", "Logical unit.").required(),
      field<&T::portals>("portals", "Further addresses of the target.").atomic(),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
      field<&T::secret_ref>("secretRef", "Secret with what is needed to log in."),
      field<&T::target_portal>("targetPortal", "Address of the target.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.ISCSIVolumeSource", "An iSCSI disk.", fields};
  return table;
}

const Struct& describe(const PhotonPersistentDiskVolumeSource*) {
  using T = PhotonPersistentDiskVolumeSource;
  static const Field fields[] = {
      field<&T::pd_id>("pdID", "Identity of the disk.").required(),
      field<&T::fs_type>("fsType", "File system on the volume."),
  };
  static const Struct table{"io.k8s.api.core.v1.PhotonPersistentDiskVolumeSource", "A Photon disk.", fields};
  return table;
}

const Struct& describe(const PortworxVolumeSource*) {
  using T = PortworxVolumeSource;
  static const Field fields[] = {
      field<&T::fs_type>("fsType", "File system on the volume."),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
      field<&T::volume_id>("volumeID", "Identity of the volume.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.PortworxVolumeSource", "A Portworx volume.", fields};
  return table;
}

const Struct& describe(const QuobyteVolumeSource*) {
  using T = QuobyteVolumeSource;
  static const Field fields[] = {
      field<&T::registry>("registry", "Addresses of the registry.").required(),
      field<&T::volume>("volume", "Name of the volume.").required(),
      field<&T::user>("user", "User the files belong to."),
      field<&T::group>("group", "Group the files belong to."),
      field<&T::tenant>("tenant", "Tenant that owns the volume."),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
  };
  static const Struct table{"io.k8s.api.core.v1.QuobyteVolumeSource", "A Quobyte volume.", fields};
  return table;
}

const Struct& describe(const RBDVolumeSource*) {
  using T = RBDVolumeSource;
  static const Field fields[] = {
      field<&T::fs_type>("fsType", "File system on the volume."),
      field<&T::image>("image", "Name of the image.").required(),
      field<&T::keyring>("keyring", "File with the key.").or_else("\"/etc/ceph/keyring\""),
      field<&T::monitors>("monitors", "Monitors of the cluster.").required().atomic(),
      field<&T::pool>("pool", "Pool the image lies in.").or_else("\"rbd\""),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
      field<&T::secret_ref>("secretRef", "Secret with what is needed to log in."),
      field<&T::user>("user", "User to log in as.").or_else("\"admin\""),
  };
  static const Struct table{"io.k8s.api.core.v1.RBDVolumeSource", "A Ceph block image.", fields};
  return table;
}

const Struct& describe(const ScaleIOVolumeSource*) {
  using T = ScaleIOVolumeSource;
  static const Field fields[] = {
      field<&T::fs_type>("fsType", "File system on the volume.").or_else("\"xfs\""),
      field<&T::gateway>("gateway", "Address of the gateway.").required(),
      field<&T::protection_domain>("protectionDomain", "Protection domain."),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
      field<&T::secret_ref>("secretRef", "Secret with what is needed to log in.").required(),
      field<&T::ssl_enabled>("sslEnabled", "Whether the gateway is asked by TLS."),
      field<&T::storage_mode>("storageMode", "Thick or thin.").or_else("\"ThinProvisioned\""),
      field<&T::storage_pool>("storagePool", "Storage pool."),
      field<&T::system>("system", "Name of the storage system.").required(),
      field<&T::volume_name>("volumeName", "Name of the volume."),
  };
  static const Struct table{"io.k8s.api.core.v1.ScaleIOVolumeSource", "A ScaleIO volume.", fields};
  return table;
}

const Struct& describe(const StorageOSVolumeSource*) {
  using T = StorageOSVolumeSource;
  static const Field fields[] = {
      field<&T::fs_type>("fsType", "File system on the volume."),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
      field<&T::secret_ref>("secretRef", "Secret with what is needed to log in."),
      field<&T::volume_name>("volumeName", "Name of the volume."),
      field<&T::volume_namespace>("volumeNamespace", "Namespace of the volume."),
  };
  static const Struct table{"io.k8s.api.core.v1.StorageOSVolumeSource", "A StorageOS volume.", fields};
  return table;
}

const Struct& describe(const VsphereVirtualDiskVolumeSource*) {
  using T = VsphereVirtualDiskVolumeSource;
  static const Field fields[] = {
      field<&T::volume_path>("volumePath", "Path of the disk file.").required(),
      field<&T::storage_policy_name>("storagePolicyName", "Name of the storage policy."),
      field<&T::storage_policy_id>("storagePolicyID", "Identity of the storage policy."),
      field<&T::fs_type>("fsType", "File system on the volume."),
  };
  static const Struct table{"io.k8s.api.core.v1.VsphereVirtualDiskVolumeSource", "A vSphere disk.", fields};
  return table;
}

}  // namespace coracle::api::core::v1

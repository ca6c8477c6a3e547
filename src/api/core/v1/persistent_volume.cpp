#include "api/core/v1/persistent_volume.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const AzureFilePersistentVolumeSource*) {
  using T = AzureFilePersistentVolumeSource;
  static const Field fields[] = {
      field<&T::secret_namespace>("secretNamespace", "Namespace of the Secret."),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
      field<&T::secret_name>("secretName", "Secret with the key.").required(),
      field<&T::share_name>("shareName", "Name of the share.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.AzureFilePersistentVolumeSource", "An Azure file share.", fields};
  return table;
}

const Struct& describe(const CSIPersistentVolumeSource*) {
  using T = CSIPersistentVolumeSource;
  static const Field fields[] = {
      field<&T::driver>("driver", "Name of the driver.").required(),
      field<&T::volume_handle>("volumeHandle", "Identity the driver gave it.").required(),
      field<&T::volume_attributes>("volumeAttributes", "Parameters for the driver."),
      field<&T::controller_publish_secret_ref>("controllerPublishSecretRef", "Secret for attaching."),
      field<&T::node_stage_secret_ref>("nodeStageSecretRef", "Secret for staging on the node."),
      field<&T::node_publish_secret_ref>("nodePublishSecretRef", "Secret for mounting."),
      field<&T::controller_expand_secret_ref>("controllerExpandSecretRef", "Secret for growing."),
      field<&T::node_expand_secret_ref>("nodeExpandSecretRef", "Secret for growing on the node."),
      field<&T::fs_type>("fsType", "File system on the volume."),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
  };
  static const Struct table{"io.k8s.api.core.v1.CSIPersistentVolumeSource", "A volume of a CSI driver.", fields};
  return table;
}

const Struct& describe(const CephFSPersistentVolumeSource*) {
  using T = CephFSPersistentVolumeSource;
  static const Field fields[] = {
      field<&T::path>("path", "Path in the file system."),
      field<&T::monitors>("monitors", "Monitors of the cluster.").required().atomic(),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
      field<&T::secret_file>("secretFile", "File with the key."),
      field<&T::secret_ref>("secretRef", "Secret with what is needed to log in."),
      field<&T::user>("user", "User to log in as."),
  };
  static const Struct table{"io.k8s.api.core.v1.CephFSPersistentVolumeSource", "A CephFS directory.", fields};
  return table;
}

const Struct& describe(const CinderPersistentVolumeSource*) {
  using T = CinderPersistentVolumeSource;
  static const Field fields[] = {
      field<&T::fs_type>("fsType", "File system on the volume."),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
      field<&T::secret_ref>("secretRef", "Secret with what is needed to log in."),
      field<&T::volume_id>("volumeID", "Identity of the volume.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.CinderPersistentVolumeSource", "An OpenStack disk.", fields};
  return table;
}

const Struct& describe(const FlexPersistentVolumeSource*) {
  using T = FlexPersistentVolumeSource;
  static const Field fields[] = {
      field<&T::driver>("driver", "Name of the driver.").required(),
      field<&T::fs_type>("fsType", "File system on the volume."),
      field<&T::options>("options", "Parameters for the driver."),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
      field<&T::secret_ref>("secretRef", "Secret with what is needed to log in."),
  };
  static const Struct table{"io.k8s.api.core.v1.FlexPersistentVolumeSource", "A volume of a FlexVolume driver.",
                            fields};
  return table;
}

const Struct& describe(const GlusterfsPersistentVolumeSource*) {
  using T = GlusterfsPersistentVolumeSource;
  static const Field fields[] = {
      field<&T::endpoints_namespace>("endpointsNamespace", "Namespace of the Endpoints object."),
      field<&T::endpoints>("endpoints", "Endpoints object with the servers.").required(),
      field<&T::path>("path", "Path of the file in the volume.").required(),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
  };
  static const Struct table{"io.k8s.api.core.v1.GlusterfsPersistentVolumeSource", "A Gluster volume.", fields};
  return table;
}

const Struct& describe(const ISCSIPersistentVolumeSource*) {
  using T = ISCSIPersistentVolumeSource;
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
  static const Struct table{"io.k8s.api.core.v1.ISCSIPersistentVolumeSource", "An iSCSI disk.", fields};
  return table;
}

const Struct& describe(const LocalVolumeSource*) {
  using T = LocalVolumeSource;
  static const Field fields[] = {
      field<&T::path>("path", "Path on the node.").required(),
      field<&T::fs_type>("fsType", "File system on the volume."),
  };
  static const Struct table{"io.k8s.api.core.v1.LocalVolumeSource", "A disk or directory of one node.", fields};
  return table;
}

const Struct& describe(const RBDPersistentVolumeSource*) {
  using T = RBDPersistentVolumeSource;
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
  static const Struct table{"io.k8s.api.core.v1.RBDPersistentVolumeSource", "A Ceph block image.", fields};
  return table;
}

const Struct& describe(const ScaleIOPersistentVolumeSource*) {
  using T = ScaleIOPersistentVolumeSource;
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
  static const Struct table{"io.k8s.api.core.v1.ScaleIOPersistentVolumeSource", "A ScaleIO volume.", fields};
  return table;
}

const Struct& describe(const StorageOSPersistentVolumeSource*) {
  using T = StorageOSPersistentVolumeSource;
  static const Field fields[] = {
      field<&T::fs_type>("fsType", "File system on the volume."),
      field<&T::read_only>("readOnly", "Whether it may only be read."),
      field<&T::secret_ref>("secretRef", "Secret with what is needed to log in."),
      field<&T::volume_name>("volumeName", "Name of the volume."),
      field<&T::volume_namespace>("volumeNamespace", "Namespace of the volume."),
  };
  static const Struct table{"io.k8s.api.core.v1.StorageOSPersistentVolumeSource", "A StorageOS volume.", fields};
  return table;
}

const Struct& describe(const VolumeNodeAffinity*) {
  using T = VolumeNodeAffinity;
  static const Field fields[] = {
      field<&T::required>("required", "What must hold of the node."),
  };
  static const Struct table{"io.k8s.api.core.v1.VolumeNodeAffinity", "Nodes a volume is reached from.", fields};
  return table;
}

PersistentVolumeSpec::PersistentVolumeSpec() = default;
PersistentVolumeSpec::~PersistentVolumeSpec() = default;
PersistentVolumeSpec::PersistentVolumeSpec(const PersistentVolumeSpec&) = default;
PersistentVolumeSpec& PersistentVolumeSpec::operator=(const PersistentVolumeSpec&) = default;
PersistentVolumeSpec::PersistentVolumeSpec(PersistentVolumeSpec&&) noexcept = default;
PersistentVolumeSpec& PersistentVolumeSpec::operator=(PersistentVolumeSpec&&) noexcept = default;

const Struct& describe(const PersistentVolumeSpec*) {
  using T = PersistentVolumeSpec;
  static const Field fields[] = {
      field<&T::capacity>("capacity", "How much there is."),
      field<&T::access_modes>("accessModes", "How it may be used.").atomic(),
      field<&T::claim_ref>("claimRef", "Claim it is bound to."),
      field<&T::persistent_volume_reclaim_policy>("persistentVolumeReclaimPolicy",
                                                  "What happens to it when the claim is gone.")
          .one_of("Delete|Recycle|Retain"),
      field<&T::storage_class_name>("storageClassName", "Class it belongs to."),
      field<&T::volume_mode>("volumeMode", "Filesystem or Block.").one_of("Block|Filesystem"),
      field<&T::mount_options>("mountOptions", "Options for mounting it.").atomic(),
      field<&T::node_affinity>("nodeAffinity", "Nodes it is reached from."),
      field<&T::volume_attributes_class_name>("volumeAttributesClassName", "Class of changeable properties."),
      field<&T::host_path>("hostPath", "A path of the node."),
      field<&T::local>("local", "A disk or directory of one node."),
      field<&T::csi>("csi", "A volume of a CSI driver."),
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
  static const Struct table{"io.k8s.api.core.v1.PersistentVolumeSpec", "What a volume is.", fields};
  return table;
}

const Struct& describe(const PersistentVolumeStatus*) {
  using T = PersistentVolumeStatus;
  static const Field fields[] = {
      field<&T::phase>("phase", "Pending, Available, Bound, Released or Failed.")
          .one_of("Available|Bound|Failed|Pending|Released"),
      field<&T::last_phase_transition_time>("lastPhaseTransitionTime", "When the phase last changed."),
      field<&T::message>("message", "Details for people."),
      field<&T::reason>("reason", "One word for the cause, in CamelCase."),
  };
  static const Struct table{"io.k8s.api.core.v1.PersistentVolumeStatus", "How a volume stands.", fields};
  return table;
}

const Struct& describe(const PersistentVolume*) {
  using T = PersistentVolume;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{"io.k8s.api.core.v1.PersistentVolume",
                            "A piece of storage of the cluster.",
                            fields,
                            {"", "v1", "PersistentVolume"}};
  return table;
}

}  // namespace coracle::api::core::v1

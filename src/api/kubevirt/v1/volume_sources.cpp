#include "api/kubevirt/v1/volume_sources.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const HostDisk*) {
  using T = HostDisk;
  static const Field fields[] = {
      field<&T::path>("path", "Path of the file.").required(),
      field<&T::type>("type", "Disk for one that must exist, DiskOrCreate to make it.").required(),
      field<&T::capacity>("capacity", "Size of the file to make."),
      field<&T::shared>("shared", "Says that the file is the same on all nodes, so that the guest can migrate."),
  };
  static const Struct table{"io.kubevirt.v1.HostDisk", "A disk image on the node.", fields};
  return table;
}

const Struct& describe(const PersistentVolumeClaimVolumeSource*) {
  using T = PersistentVolumeClaimVolumeSource;
  static const Field fields[] = {
      field<&T::claim_name>("claimName", "Name of the claim, in the namespace of the instance.").required(),
      field<&T::read_only>("readOnly", "Forbids writing."),
      field<&T::hotpluggable>("hotpluggable", "Lets the volume be unplugged while the guest runs."),
  };
  static const Struct table{"io.kubevirt.v1.PersistentVolumeClaimVolumeSource", "A PersistentVolumeClaim.", fields};
  return table;
}

const Struct& describe(const ContainerDiskSource*) {
  using T = ContainerDiskSource;
  static const Field fields[] = {
      field<&T::image>("image", "The image.").required(),
      field<&T::image_pull_secret>("imagePullSecret", "Secret with the credentials to pull the image."),
      field<&T::path>("path", "Path of the disk image in it; the one file in /disk when empty."),
      field<&T::image_pull_policy>("imagePullPolicy",
                                   "When the image is pulled; Always for tag latest or none, else IfNotPresent."),
  };
  static const Struct table{"io.kubevirt.v1.ContainerDiskSource", "A disk image in a container image.", fields};
  return table;
}

const Struct& describe(const EphemeralVolumeSource*) {
  using T = EphemeralVolumeSource;
  static const Field fields[] = {
      field<&T::persistent_volume_claim>("persistentVolumeClaim", "The claim."),
  };
  static const Struct table{"io.kubevirt.v1.EphemeralVolumeSource",
                            "A claim under a layer that takes the guest's writes.", fields};
  return table;
}

const Struct& describe(const EmptyDiskSource*) {
  using T = EmptyDiskSource;
  static const Field fields[] = {
      field<&T::capacity>("capacity", "Size of the disk; it takes space as it is written.").required(),
  };
  static const Struct table{"io.kubevirt.v1.EmptyDiskSource", "An empty disk.", fields};
  return table;
}

const Struct& describe(const DataVolumeSource*) {
  using T = DataVolumeSource;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the DataVolume and of the claim it fills.").required(),
      field<&T::hotpluggable>("hotpluggable", "Lets the volume be unplugged while the guest runs."),
  };
  static const Struct table{"io.kubevirt.v1.DataVolumeSource", "A DataVolume.", fields};
  return table;
}

const Struct& describe(const ConfigMapVolumeSource*) {
  using T = ConfigMapVolumeSource;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the ConfigMap."),
      field<&T::optional>("optional", "Lets the guest start where it does not exist."),
      field<&T::volume_label>("volumeLabel", "Label of the disk; cfgdata when empty."),
  };
  static const Struct table{
      "io.kubevirt.v1.ConfigMapVolumeSource", "A disk with the entries of a ConfigMap.", fields, {}, true};
  return table;
}

const Struct& describe(const SecretVolumeSource*) {
  using T = SecretVolumeSource;
  static const Field fields[] = {
      field<&T::secret_name>("secretName", "Name of the Secret."),
      field<&T::optional>("optional", "Lets the guest start where it does not exist."),
      field<&T::volume_label>("volumeLabel", "Label of the disk; cfgdata when empty."),
  };
  static const Struct table{"io.kubevirt.v1.SecretVolumeSource", "A disk with the entries of a Secret.", fields};
  return table;
}

const Struct& describe(const DownwardAPIVolumeSource*) {
  using T = DownwardAPIVolumeSource;
  static const Field fields[] = {
      field<&T::fields>("fields", "The files and what is in them."),
      field<&T::volume_label>("volumeLabel", "Label of the disk; cfgdata when empty."),
  };
  static const Struct table{"io.kubevirt.v1.DownwardAPIVolumeSource", "A disk with fields of the pod.", fields};
  return table;
}

const Struct& describe(const ServiceAccountVolumeSource*) {
  using T = ServiceAccountVolumeSource;
  static const Field fields[] = {
      field<&T::service_account_name>("serviceAccountName", "Name of the service account; the pod runs under it too."),
  };
  static const Struct table{"io.kubevirt.v1.ServiceAccountVolumeSource", "A disk with the token of a service account.",
                            fields};
  return table;
}

const Struct& describe(const DownwardMetricsVolumeSource*) {
  static const Struct table{
      "io.kubevirt.v1.DownwardMetricsVolumeSource", "A disk with metrics of the host. It has no settings.", {}};
  return table;
}

const Struct& describe(const MemoryDumpVolumeSource*) {
  using T = MemoryDumpVolumeSource;
  static const Field fields[] = {
      field<&T::claim_name>("claimName", "Name of the claim, in the namespace of the instance.").required(),
      field<&T::read_only>("readOnly", "Forbids writing."),
      field<&T::hotpluggable>("hotpluggable", "Lets the volume be unplugged while the guest runs; set by the system."),
  };
  static const Struct table{"io.kubevirt.v1.MemoryDumpVolumeSource", "A claim for a dump of the guest's memory.",
                            fields};
  return table;
}

const Struct& describe(const ContainerPathVolumeSource*) {
  using T = ContainerPathVolumeSource;
  static constexpr schema::Rule path_rules[] = {{"self.startsWith('/')", "path must be absolute"},
                                                {"!self.contains('..')", "path must have no .."}};
  static constexpr schema::Rule read_only_rules[] = {
      {"self == true", "must be true: a guest cannot write to a directory of its container"}};
  static const Field fields[] = {
      field<&T::path>("path", "Absolute path of the directory.").required().at_most_long(4096).held_to(path_rules),
      field<&T::read_only>("readOnly", "Forbids writing; must be true.").or_else("true").held_to(read_only_rules),
  };
  static const Struct table{"io.kubevirt.v1.ContainerPathVolumeSource", "A directory of the launcher's container.",
                            fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1

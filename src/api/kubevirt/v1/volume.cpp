#include "api/kubevirt/v1/volume.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

Volume::Volume() = default;
Volume::~Volume() = default;
Volume::Volume(const Volume&) = default;
Volume& Volume::operator=(const Volume&) = default;
Volume::Volume(Volume&&) noexcept = default;
Volume& Volume::operator=(Volume&&) noexcept = default;

const Struct& describe(const Volume*) {
  using T = Volume;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the volume.").required(),
      field<&T::host_disk>("hostDisk", "A file on the node."),
      field<&T::persistent_volume_claim>("persistentVolumeClaim", "A PersistentVolumeClaim."),
      field<&T::cloud_init_no_cloud>("cloudInitNoCloud", "A disk with cloud-init data of kind NoCloud."),
      field<&T::cloud_init_config_drive>("cloudInitConfigDrive", "A disk with cloud-init data of kind ConfigDrive."),
      field<&T::sysprep>("sysprep", "A disk with an answer file of Windows."),
      field<&T::container_disk>("containerDisk",
                                "A disk image in a container image; what the guest writes is lost at its end."),
      field<&T::ephemeral>("ephemeral", "A claim the guest reads; what it writes is lost at its end."),
      field<&T::empty_disk>("emptyDisk", "An empty disk, lost at the guest's end."),
      field<&T::data_volume>("dataVolume", "A DataVolume, which fills a claim before the guest starts."),
      field<&T::config_map>("configMap", "A disk with the entries of a ConfigMap as files."),
      field<&T::secret>("secret", "A disk with the entries of a Secret as files."),
      field<&T::downward_api>("downwardAPI", "A disk with fields of the pod as files."),
      field<&T::service_account>("serviceAccount", "A disk with the token of a service account."),
      field<&T::downward_metrics>("downwardMetrics", "A disk with metrics of the host."),
      field<&T::memory_dump>("memoryDump", "A claim that a dump of the guest's memory is written to."),
      field<&T::container_path>("containerPath", "A directory of the launcher's container, for a filesystem."),
  };
  static const Struct table{
      "io.kubevirt.v1.Volume",
      "A source of data, used by the disk or filesystem of the same name. Exactly one source is given.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1

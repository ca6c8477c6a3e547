#include "api/kubevirt/v1/cloud_init.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const CloudInitNoCloudSource*) {
  using T = CloudInitNoCloudSource;
  static const Field fields[] = {
      field<&T::secret_ref>("secretRef", "Secret with the user data under key userdata."),
      field<&T::user_data_base64>("userDataBase64", "User data in base64."),
      field<&T::user_data>("userData", "User data, at most 2048 bytes."),
      field<&T::network_data_secret_ref>("networkDataSecretRef", "Secret with the network data under key networkdata."),
      field<&T::network_data_base64>("networkDataBase64", "Network data in base64."),
      field<&T::network_data>("networkData", "Network data."),
  };
  static const Struct table{
      "io.kubevirt.v1.CloudInitNoCloudSource",
      "Cloud-init data of kind NoCloud: one of the three forms of user data, and of network data.", fields};
  return table;
}

const Struct& describe(const CloudInitConfigDriveSource*) {
  using T = CloudInitConfigDriveSource;
  static const Field fields[] = {
      field<&T::secret_ref>("secretRef", "Secret with the user data under key userdata."),
      field<&T::user_data_base64>("userDataBase64", "User data in base64."),
      field<&T::user_data>("userData", "User data, at most 2048 bytes."),
      field<&T::network_data_secret_ref>("networkDataSecretRef", "Secret with the network data under key networkdata."),
      field<&T::network_data_base64>("networkDataBase64", "Network data in base64."),
      field<&T::network_data>("networkData", "Network data."),
  };
  static const Struct table{
      "io.kubevirt.v1.CloudInitConfigDriveSource",
      "Cloud-init data of kind ConfigDrive: one of the three forms of user data, and of network data.", fields};
  return table;
}

const Struct& describe(const SysprepSource*) {
  using T = SysprepSource;
  static const Field fields[] = {
      field<&T::secret>("secret", "Secret with key autounattend.xml or unattend.xml."),
      field<&T::config_map>("configMap", "ConfigMap with key autounattend.xml or unattend.xml."),
  };
  static const Struct table{"io.kubevirt.v1.SysprepSource", "An answer file of Windows: in a Secret or in a ConfigMap.",
                            fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1

#pragma once
// Disks that set a guest up at its first boot.
#include <string>

#include "api/core/v1/reference.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Cloud-init data of kind NoCloud: one of the three forms of user data, and of network data.
struct CloudInitNoCloudSource {
  Box<core::v1::LocalObjectReference> secret_ref;
  std::string user_data_base64;
  std::string user_data;
  Box<core::v1::LocalObjectReference> network_data_secret_ref;
  std::string network_data_base64;
  std::string network_data;
};
const schema::Struct& describe(const CloudInitNoCloudSource*);

/// Cloud-init data of kind ConfigDrive: one of the three forms of user data, and of network data.
struct CloudInitConfigDriveSource {
  Box<core::v1::LocalObjectReference> secret_ref;
  std::string user_data_base64;
  std::string user_data;
  Box<core::v1::LocalObjectReference> network_data_secret_ref;
  std::string network_data_base64;
  std::string network_data;
};
const schema::Struct& describe(const CloudInitConfigDriveSource*);

/// An answer file of Windows: in a Secret or in a ConfigMap.
struct SysprepSource {
  Box<core::v1::LocalObjectReference> secret;
  Box<core::v1::LocalObjectReference> config_map;
};
const schema::Struct& describe(const SysprepSource*);

}  // namespace coracle::api::kubevirt::v1

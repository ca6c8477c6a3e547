#pragma once
// Devices of the node passed through to the guest.
#include <optional>
#include <string>

#include "api/kubevirt/v1/feature_state.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Display of a virtual graphics processor.
struct VGPUDisplayOptions {
  std::optional<bool> enabled;
  Box<FeatureState> ram_fb;
};
const schema::Struct& describe(const VGPUDisplayOptions*);

/// Options of a virtual graphics processor.
struct VGPUOptions {
  Box<VGPUDisplayOptions> display;
};
const schema::Struct& describe(const VGPUOptions*);

/// A graphics processor passed through.
struct GPU {
  std::string name;
  std::string device_name;
  std::string claim_name;
  std::string request_name;
  Box<VGPUOptions> virtual_gpu_options;
  std::string tag;
};
const schema::Struct& describe(const GPU*);

/// A device of the node passed through.
struct HostDevice {
  std::string name;
  std::string device_name;
  std::string claim_name;
  std::string request_name;
  std::string tag;
};
const schema::Struct& describe(const HostDevice*);

/// USB ports for devices of a client. It has no settings.
struct ClientPassthroughDevices {};
const schema::Struct& describe(const ClientPassthroughDevices*);

}  // namespace coracle::api::kubevirt::v1

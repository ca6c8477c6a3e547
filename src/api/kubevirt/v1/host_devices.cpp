#include "api/kubevirt/v1/host_devices.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const VGPUDisplayOptions*) {
  using T = VGPUDisplayOptions;
  static const Field fields[] = {
      field<&T::enabled>("enabled", "Shows its picture over VNC; true when absent."),
      field<&T::ram_fb>("ramFB", "Shows a picture before the guest's driver is up; on when absent."),
  };
  static const Struct table{"io.kubevirt.v1.VGPUDisplayOptions", "Display of a virtual graphics processor.", fields};
  return table;
}

const Struct& describe(const VGPUOptions*) {
  using T = VGPUOptions;
  static const Field fields[] = {
      field<&T::display>("display", "Its display."),
  };
  static const Struct table{"io.kubevirt.v1.VGPUOptions", "Options of a virtual graphics processor.", fields};
  return table;
}

const Struct& describe(const GPU*) {
  using T = GPU;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the device.").required(),
      field<&T::device_name>("deviceName", "Resource the device plugin offers, such as nvidia.com/GP102GL_Tesla_P40."),
      field<&T::claim_name>("claimName", "Entry of spec.resourceClaims the device comes from."),
      field<&T::request_name>("requestName", "Request of that claim."),
      field<&T::virtual_gpu_options>("virtualGPUOptions", "Display of a virtual graphics processor."),
      field<&T::tag>("tag", "Tag the guest finds the device by, in the metadata of cloud-init."),
  };
  static const Struct table{"io.kubevirt.v1.GPU", "A graphics processor passed through.", fields};
  return table;
}

const Struct& describe(const HostDevice*) {
  using T = HostDevice;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the device.").required(),
      field<&T::device_name>("deviceName", "Resource the device plugin offers."),
      field<&T::claim_name>("claimName", "Entry of spec.resourceClaims the device comes from."),
      field<&T::request_name>("requestName", "Request of that claim."),
      field<&T::tag>("tag", "Tag the guest finds the device by, in the metadata of cloud-init."),
  };
  static const Struct table{"io.kubevirt.v1.HostDevice", "A device of the node passed through.", fields};
  return table;
}

const Struct& describe(const ClientPassthroughDevices*) {
  static const Struct table{
      "io.kubevirt.v1.ClientPassthroughDevices", "USB ports for devices of a client. It has no settings.", {}};
  return table;
}

}  // namespace coracle::api::kubevirt::v1

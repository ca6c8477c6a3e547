#pragma once
// Devices of nodes that guests may use.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// PCI devices offered as a resource.
struct PciHostDevice {
  std::string pci_vendor_selector;
  std::string resource_name;
  bool external_resource_provider = false;
};
const schema::Struct& describe(const PciHostDevice*);

/// Mediated devices offered as a resource.
struct MediatedHostDevice {
  std::string mdev_name_selector;
  std::string resource_name;
  bool external_resource_provider = false;
};
const schema::Struct& describe(const MediatedHostDevice*);

/// A USB device.
struct USBSelector {
  std::string vendor;
  std::string product;
};
const schema::Struct& describe(const USBSelector*);

/// USB devices offered together as a resource.
struct USBHostDevice {
  std::string resource_name;
  std::vector<USBSelector> selectors;
  bool external_resource_provider = false;
};
const schema::Struct& describe(const USBHostDevice*);

/// Devices of nodes that guests may use.
struct PermittedHostDevices {
  std::vector<PciHostDevice> pci_host_devices;
  std::vector<MediatedHostDevice> mediated_devices;
  std::vector<USBHostDevice> usb;
};
const schema::Struct& describe(const PermittedHostDevices*);

/// Mediated devices that some nodes make.
struct NodeMediatedDeviceTypesConfig {
  std::map<std::string, std::string> node_selector;
  std::vector<std::string> mediated_devices_types;
  std::vector<std::string> mediated_device_types;
};
const schema::Struct& describe(const NodeMediatedDeviceTypesConfig*);

/// Mediated devices that nodes make.
struct MediatedDevicesConfiguration {
  std::vector<std::string> mediated_devices_types;
  std::vector<std::string> mediated_device_types;
  std::vector<NodeMediatedDeviceTypesConfig> node_mediated_device_types;
  std::optional<bool> enabled;
};
const schema::Struct& describe(const MediatedDevicesConfiguration*);

}  // namespace coracle::api::kubevirt::v1

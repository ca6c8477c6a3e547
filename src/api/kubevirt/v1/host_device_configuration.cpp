#include "api/kubevirt/v1/host_device_configuration.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const PciHostDevice*) {
  using T = PciHostDevice;
  static const Field fields[] = {
      field<&T::pci_vendor_selector>("pciVendorSelector", "Vendor and product, such as 10DE:1DB6.").required(),
      field<&T::resource_name>("resourceName", "Name of the resource, such as nvidia.com/GV100GL_Tesla_V100.")
          .required(),
      field<&T::external_resource_provider>("externalResourceProvider", "Another device plugin offers it."),
  };
  static const Struct table{"io.kubevirt.v1.PciHostDevice", "PCI devices offered as a resource.", fields};
  return table;
}

const Struct& describe(const MediatedHostDevice*) {
  using T = MediatedHostDevice;
  static const Field fields[] = {
      field<&T::mdev_name_selector>("mdevNameSelector", "Name of the type, such as GRID T4-1Q.").required(),
      field<&T::resource_name>("resourceName", "Name of the resource.").required(),
      field<&T::external_resource_provider>("externalResourceProvider", "Another device plugin offers it."),
  };
  static const Struct table{"io.kubevirt.v1.MediatedHostDevice", "Mediated devices offered as a resource.", fields};
  return table;
}

const Struct& describe(const USBSelector*) {
  using T = USBSelector;
  static const Field fields[] = {
      field<&T::vendor>("vendor", "Vendor, such as 46f4.").required(),
      field<&T::product>("product", "Product, such as 0001.").required(),
  };
  static const Struct table{"io.kubevirt.v1.USBSelector", "A USB device.", fields};
  return table;
}

const Struct& describe(const USBHostDevice*) {
  using T = USBHostDevice;
  static const Field fields[] = {
      field<&T::resource_name>("resourceName", "Name of the resource.").required(),
      field<&T::selectors>("selectors", "The devices; all must be there.").atomic(),
      field<&T::external_resource_provider>("externalResourceProvider", "Another device plugin offers it."),
  };
  static const Struct table{"io.kubevirt.v1.USBHostDevice", "USB devices offered together as a resource.", fields};
  return table;
}

const Struct& describe(const PermittedHostDevices*) {
  using T = PermittedHostDevices;
  static const Field fields[] = {
      field<&T::pci_host_devices>("pciHostDevices", "PCI devices.").atomic(),
      field<&T::mediated_devices>("mediatedDevices", "Mediated devices, such as virtual graphics processors.").atomic(),
      field<&T::usb>("usb", "USB devices.").atomic(),
  };
  static const Struct table{"io.kubevirt.v1.PermittedHostDevices", "Devices of nodes that guests may use.", fields};
  return table;
}

const Struct& describe(const NodeMediatedDeviceTypesConfig*) {
  using T = NodeMediatedDeviceTypesConfig;
  static const Field fields[] = {
      field<&T::node_selector>("nodeSelector", "Labels of these nodes.").required(),
      field<&T::mediated_devices_types>("mediatedDevicesTypes", "Older form of mediatedDeviceTypes.").atomic(),
      field<&T::mediated_device_types>("mediatedDeviceTypes", "Types they make.").always().atomic(),
  };
  static const Struct table{"io.kubevirt.v1.NodeMediatedDeviceTypesConfig", "Mediated devices that some nodes make.",
                            fields};
  return table;
}

const Struct& describe(const MediatedDevicesConfiguration*) {
  using T = MediatedDevicesConfiguration;
  static const Field fields[] = {
      field<&T::mediated_devices_types>("mediatedDevicesTypes", "Older form of mediatedDeviceTypes.").atomic(),
      field<&T::mediated_device_types>("mediatedDeviceTypes",
                                       "Types made on every node that has none of its own below.")
          .atomic(),
      field<&T::node_mediated_device_types>("nodeMediatedDeviceTypes", "Types made on single nodes.").atomic(),
      field<&T::enabled>("enabled", "Whether nodes make them at all; true when absent."),
  };
  static const Struct table{"io.kubevirt.v1.MediatedDevicesConfiguration", "Mediated devices that nodes make.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1

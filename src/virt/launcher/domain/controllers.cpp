#include <pugixml.hpp>

#include "virt/launcher/domain/concerns.h"

namespace coracle::virt::launcher::domain {

namespace controllers_concern {
namespace {

bool needs_usb(const api::kubevirt::v1::Devices& devices) {
  for (const auto& input : devices.inputs) {
    if (input.bus.empty() || input.bus == api::kubevirt::v1::input_bus::usb) return true;
  }
  for (const auto& disk : devices.disks) {
    if (disk.disk && disk.disk->bus == api::kubevirt::v1::disk_bus::usb) return true;
  }
  return false;
}

void add_controller(pugi::xml_node devices, const char* type, std::string_view model) {
  auto controller = element(devices, "controller");
  attribute(attribute(controller, "type", type), "index", "0");
  attribute(controller, "model", model);
}

}  // namespace
}  // namespace controllers_concern

/// A SCSI controller is always there: disks are plugged into it while the guest runs.
void add_controllers(pugi::xml_node devices, const Input& input) {
  const auto& wanted = input.vmi.spec.domain.devices;
  controllers_concern::add_controller(devices, "usb", controllers_concern::needs_usb(wanted) ? "qemu-xhci" : "none");
  if (!wanted.disable_hotplug) controllers_concern::add_controller(devices, "scsi", virtio_model(input));
  controllers_concern::add_controller(devices, "virtio-serial", virtio_model(input));
}

}  // namespace coracle::virt::launcher::domain

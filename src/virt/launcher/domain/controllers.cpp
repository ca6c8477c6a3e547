#include <pugixml.hpp>

#include "virt/launcher/domain/concerns.h"

namespace coracle::virt::launcher::domain {

namespace controllers_concern {
namespace {

bool has_disk_on(const api::kubevirt::v1::Devices& devices, std::string_view bus) {
  const auto is_on = [bus](const auto& target) { return target && target->bus == bus; };
  for (const auto& disk : devices.disks) {
    if (is_on(disk.disk) || is_on(disk.lun) || is_on(disk.cdrom)) return true;
  }
  return false;
}

bool needs_usb(const api::kubevirt::v1::Devices& devices) {
  for (const auto& input : devices.inputs) {
    if (input.bus.empty() || input.bus == api::kubevirt::v1::input_bus::usb) return true;
  }
  return has_disk_on(devices, api::kubevirt::v1::disk_bus::usb);
}

void add_controller(pugi::xml_node devices, const char* type, std::string_view model) {
  auto controller = element(devices, "controller");
  attribute(attribute(controller, "type", type), "index", "0");
  attribute(controller, "model", model);
}

}  // namespace
}  // namespace controllers_concern

/// A SCSI controller is there unless that is forbidden: disks are plugged into it while the guest runs. Without one of
/// ours libvirt would give SCSI disks an old model that few guests know.
void add_controllers(pugi::xml_node devices, const Input& input) {
  const auto& wanted = input.vmi.spec.domain.devices;
  controllers_concern::add_controller(devices, "usb", controllers_concern::needs_usb(wanted) ? "qemu-xhci" : "none");
  if (!wanted.disable_hotplug || controllers_concern::has_disk_on(wanted, api::kubevirt::v1::disk_bus::scsi))
    controllers_concern::add_controller(devices, "scsi", virtio_model(input));
  controllers_concern::add_controller(devices, "virtio-serial", virtio_model(input));
}

}  // namespace coracle::virt::launcher::domain

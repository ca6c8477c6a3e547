#include <pugixml.hpp>

#include "virt/launcher/domain/concerns.h"

namespace coracle::virt::launcher::domain {

/// The serial port as a socket that virt-handler dials, with all that goes over it in a file for virt-tail; the guest
/// agent's channel.
void add_console(pugi::xml_node devices, const Input& input) {
  const auto& wanted = input.vmi.spec.domain.devices;
  if (wanted.autoattach_serial_console.value_or(true)) {
    auto serial = element(devices, "serial");
    attribute(serial, "type", "unix");
    auto source = element(serial, "source");
    attribute(attribute(source, "mode", "bind"), "path", input.private_folder + "/virt-serial0");
    attribute(element(serial, "target"), "port", "0");
    if (input.log_serial_console && wanted.log_serial_console.value_or(true)) {
      auto log = element(serial, "log");
      attribute(attribute(log, "file", input.private_folder + "/virt-serial0-log"), "append", "on");
    }
  }
  auto channel = element(devices, "channel");
  attribute(channel, "type", "unix");
  attribute(attribute(element(channel, "target"), "type", "virtio"), "name", "org.qemu.guest_agent.0");
}

}  // namespace coracle::virt::launcher::domain

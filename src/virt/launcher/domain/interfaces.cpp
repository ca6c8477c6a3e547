#include <pugixml.hpp>

#include "virt/launcher/domain/concerns.h"
#include "virt/shared/sizing.h"

namespace coracle::virt::launcher::domain {

namespace interfaces_concern {
namespace {

/// The tap is virt-handler's, made for user 107: QEMU only opens it.
void add_interface(pugi::xml_node devices, const Input& input, const api::kubevirt::v1::Interface& interface) {
  const auto found = input.interfaces.find(interface.name);
  if (found == input.interfaces.end()) {
    throw Error(Reason::invalid, "interface " + interface.name + ": its network was not prepared on this node");
  }
  const auto& target = found->second;
  auto node = element(devices, "interface");
  attribute(node, "type", "ethernet");
  if (!target.mac.empty()) attribute(element(node, "mac"), "address", target.mac);
  attribute(attribute(element(node, "target"), "dev", target.tap), "managed", "no");
  const bool virtio = interface.model.empty() || interface.model == "virtio";
  attribute(element(node, "model"), "type", virtio ? virtio_model(input) : interface.model);
  const auto queues = shared::interface_queues(input.vmi.spec.domain, interface);
  if (queues > 1) attribute(element(node, "driver"), "queues", std::to_string(queues));
  if (interface.state == api::kubevirt::v1::interface_state::down) attribute(element(node, "link"), "state", "down");
  attribute(element(node, "mtu"), "size", std::to_string(target.mtu));
  if (interface.acpi_index > 0) attribute(element(node, "acpi"), "index", std::to_string(interface.acpi_index));
  add_boot_order(node, interface.boot_order);
  // Without a boot order nothing boots from the network: the ROM would only cost memory and time.
  if (!interface.boot_order) attribute(element(node, "rom"), "enabled", "no");
  add_alias(node, interface.name);
}

}  // namespace
}  // namespace interfaces_concern

void add_interfaces(pugi::xml_node devices, const Input& input) {
  for (const auto& interface : input.vmi.spec.domain.devices.interfaces) {
    if (interface.state == api::kubevirt::v1::interface_state::absent) continue;
    interfaces_concern::add_interface(devices, input, interface);
  }
}

}  // namespace coracle::virt::launcher::domain

#include "virt/launcher/domain/domain.h"

#include <pugixml.hpp>
#include <sstream>

#include "virt/launcher/domain/concerns.h"

namespace coracle::virt::launcher::domain {

std::string domain_name(const api::kubevirt::v1::VirtualMachineInstance& vmi) {
  return vmi.metadata.namespace_ + "_" + vmi.metadata.name;
}

pugi::xml_node element(pugi::xml_node parent, const char* name) { return parent.append_child(name); }

pugi::xml_node element(pugi::xml_node parent, const char* name, std::string_view text) {
  auto made = parent.append_child(name);
  made.append_child(pugi::node_pcdata).set_value(std::string(text).c_str());
  return made;
}

pugi::xml_node attribute(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(std::string(value).c_str());
  return node;
}

std::string virtio_model(const Input& input) {
  return input.vmi.spec.domain.devices.use_virtio_transitional.value_or(false) ? "virtio-transitional"
                                                                               : "virtio-non-transitional";
}

void add_alias(pugi::xml_node device, std::string_view name) {
  attribute(element(device, "alias"), "name", "ua-" + std::string(name));
}

bool uses_boot_order(const Input& input) {
  const auto& devices = input.vmi.spec.domain.devices;
  for (const auto& disk : devices.disks) {
    if (disk.boot_order) return true;
  }
  for (const auto& interface : devices.interfaces) {
    if (interface.boot_order) return true;
  }
  return false;
}

void add_boot_order(pugi::xml_node device, std::optional<std::uint32_t> order) {
  if (order) attribute(element(device, "boot"), "order", std::to_string(*order));
}

Result<std::string> build(const Input& input) {
  if (auto error = unsupported(input)) return *error;
  pugi::xml_document document;
  auto domain = document.append_child("domain");
  attribute(domain, "type", input.kvm ? "kvm" : "qemu");
  try {
    add_identity(domain, input);
    add_memory(domain, input);
    add_cpu(domain, input);
    add_io_threads(domain, input);
    add_firmware(domain, input);
    add_features(domain, input);
    add_clock(domain, input);
    auto devices = element(domain, "devices");
    element(devices, "emulator", input.emulator);
    add_controllers(devices, input);
    add_disks(devices, input);
    add_interfaces(devices, input);
    add_console(devices, input);
    add_graphics(devices, input);
    add_peripherals(devices, input);
  } catch (const Error& error) {
    return error;
  }
  std::ostringstream text;
  document.save(text, "  ", pugi::format_default | pugi::format_no_declaration);
  return std::move(text).str();
}

}  // namespace coracle::virt::launcher::domain

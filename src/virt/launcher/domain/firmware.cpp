#include <pugixml.hpp>

#include "virt/launcher/domain/concerns.h"

namespace coracle::virt::launcher::domain {

namespace firmware_concern {
namespace {

void add_entry(pugi::xml_node parent, const char* name, const std::string& value) {
  if (!value.empty()) attribute(element(parent, "entry", value), "name", name);
}

void add_smbios(pugi::xml_node domain, const Input& input) {
  const auto& spec = input.vmi.spec.domain;
  auto sysinfo = element(domain, "sysinfo");
  attribute(sysinfo, "type", "smbios");
  auto system = element(sysinfo, "system");
  add_entry(system, "manufacturer", input.smbios_manufacturer);
  add_entry(system, "product", input.smbios_product);
  add_entry(system, "version", input.smbios_version);
  if (spec.firmware) {
    add_entry(system, "serial", spec.firmware->serial);
    add_entry(system, "uuid", spec.firmware->uuid);
  }
  add_entry(system, "sku", input.smbios_sku);
  add_entry(system, "family", input.smbios_family);
  if (!spec.chassis) return;
  auto chassis = element(sysinfo, "chassis");
  add_entry(chassis, "manufacturer", spec.chassis->manufacturer);
  add_entry(chassis, "version", spec.chassis->version);
  add_entry(chassis, "serial", spec.chassis->serial);
  add_entry(chassis, "asset", spec.chassis->asset);
  add_entry(chassis, "sku", spec.chassis->sku);
}

}  // namespace
}  // namespace firmware_concern

void add_firmware(pugi::xml_node domain, const Input& input) {
  const auto& spec = input.vmi.spec.domain;
  firmware_concern::add_smbios(domain, input);
  auto os = element(domain, "os");
  auto type = element(os, "type", "hvm");
  attribute(type, "arch", "x86_64");
  attribute(type, "machine", spec.machine && !spec.machine->type.empty() ? spec.machine->type : "q35");
  if (!uses_boot_order(input)) attribute(element(os, "boot"), "dev", "hd");
  // Who starts a guest paused wants to be there in time to choose what it boots from.
  if (input.vmi.spec.start_strategy == api::kubevirt::v1::start_strategy::paused)
    attribute(attribute(element(os, "bootmenu"), "enable", "yes"), "timeout", "10000");
  attribute(element(os, "smbios"), "mode", "sysinfo");
  const bool serial = spec.firmware && spec.firmware->bootloader && spec.firmware->bootloader->bios &&
                      spec.firmware->bootloader->bios->use_serial.value_or(false);
  if (serial) attribute(element(os, "bios"), "useserial", "yes");
}

}  // namespace coracle::virt::launcher::domain

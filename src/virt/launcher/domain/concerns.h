#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "virt/launcher/domain/domain.h"

namespace pugi {
class xml_node;
}

namespace coracle::virt::launcher::domain {

// One function a concern, one file each; they append to the domain or to its devices.

void add_identity(pugi::xml_node domain, const Input& input);
void add_memory(pugi::xml_node domain, const Input& input);
void add_cpu(pugi::xml_node domain, const Input& input);
void add_io_threads(pugi::xml_node domain, const Input& input);
void add_firmware(pugi::xml_node domain, const Input& input);
void add_features(pugi::xml_node domain, const Input& input);
void add_clock(pugi::xml_node domain, const Input& input);
void add_controllers(pugi::xml_node devices, const Input& input);
/// Throws Error(invalid) when a disk has no volume, or a volume no prepared source.
void add_disks(pugi::xml_node devices, const Input& input);
void add_interfaces(pugi::xml_node devices, const Input& input);
void add_console(pugi::xml_node devices, const Input& input);
void add_graphics(pugi::xml_node devices, const Input& input);
void add_peripherals(pugi::xml_node devices, const Input& input);

/// The threads that do the disks' work in QEMU, numbered from 1: those that disks share, then one each for disks that
/// ask for their own.
class IoThreads {
 public:
  explicit IoThreads(const api::kubevirt::v1::DomainSpec& spec);
  std::uint32_t count() const { return shared_ + dedicated_; }
  /// The thread of the next disk on virtio, in the order of the spec; nothing where QEMU's main loop does it.
  std::optional<std::uint32_t> next(const api::kubevirt::v1::Disk& disk);

 private:
  std::uint32_t shared_ = 0, dedicated_ = 0;
  std::uint32_t given_shared_ = 0, given_dedicated_ = 0;
};

/// The first field that asks for something which is not built.
std::optional<Error> unsupported(const Input& input);

// What several concerns need.
pugi::xml_node element(pugi::xml_node parent, const char* name);
pugi::xml_node element(pugi::xml_node parent, const char* name, std::string_view text);
pugi::xml_node attribute(pugi::xml_node node, const char* name, std::string_view value);
/// "virtio-non-transitional", or "virtio-transitional" for old guests.
std::string virtio_model(const Input& input);
/// "ua-<name>": libvirt keeps aliases with that prefix as they are.
void add_alias(pugi::xml_node device, std::string_view name);
bool uses_boot_order(const Input& input);
void add_boot_order(pugi::xml_node device, std::optional<std::uint32_t> order);

}  // namespace coracle::virt::launcher::domain

#include <fmt/core.h>

#include "virt/controller/launcher_pod/parts.h"

namespace coracle::virt::controller::launcher_pod {
namespace {

std::optional<std::string> unsupported_device(const kubevirt::Devices& devices) {
  if (!devices.filesystems.empty()) return fmt::format("filesystem {}", devices.filesystems.front().name);
  if (devices.tpm && devices.tpm->persistent.value_or(false)) return "a TPM that keeps its state";
  for (const auto& nic : devices.interfaces) {
    if (nic.sriov) return fmt::format("interface {} with binding sriov", nic.name);
    if (nic.passt_binding) return fmt::format("interface {} with binding passt", nic.name);
    if (nic.binding) return fmt::format("interface {} with binding plugin {}", nic.name, nic.binding->name);
  }
  for (const auto& gpu : devices.gpus) {
    if (!gpu.claim_name.empty()) return fmt::format("graphics processor {} of a resource claim", gpu.name);
  }
  for (const auto& device : devices.host_devices) {
    if (!device.claim_name.empty()) return fmt::format("host device {} of a resource claim", device.name);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> unsupported(const kubevirt::VirtualMachineInstanceSpec& spec) {
  if (auto device = unsupported_device(spec.domain.devices)) return device;
  if (const auto& firmware = spec.domain.firmware) {
    if (firmware->kernel_boot && firmware->kernel_boot->container) return "a kernel from a container image";
    if (firmware->bootloader && firmware->bootloader->efi && firmware->bootloader->efi->persistent.value_or(false)) {
      return "EFI variables that are kept";
    }
  }
  for (const auto& network : spec.networks) {
    if (network.multus) return fmt::format("network {} of Multus", network.name);
    if (network.resource_claim) return fmt::format("network {} of a resource claim", network.name);
  }
  return std::nullopt;
}

}  // namespace coracle::virt::controller::launcher_pod

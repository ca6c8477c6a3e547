#include <fmt/core.h>

#include "virt/api/validation/validation.h"

namespace coracle::virt::api {
namespace {

/// One row a field of KubeVirt's that no part of this release acts on: a guest that silently lacks a device is worse
/// than one that is refused. A row goes when its feature comes.
struct Row {
  std::string_view field;
  bool (*asked)(const InstanceSpec&);
};
constexpr Row rows[] = {
    {"domain.cpu.dedicatedCpuPlacement",
     [](const InstanceSpec& s) { return s.domain.cpu && s.domain.cpu->dedicated_cpu_placement; }},
    {"domain.cpu.isolateEmulatorThread",
     [](const InstanceSpec& s) { return s.domain.cpu && s.domain.cpu->isolate_emulator_thread; }},
    {"domain.cpu.numa", [](const InstanceSpec& s) { return s.domain.cpu && s.domain.cpu->numa.has_value(); }},
    {"domain.cpu.realtime", [](const InstanceSpec& s) { return s.domain.cpu && s.domain.cpu->realtime.has_value(); }},
    {"domain.firmware.bootloader.efi",
     [](const InstanceSpec& s) {
       return s.domain.firmware && s.domain.firmware->bootloader && s.domain.firmware->bootloader->efi.has_value();
     }},
    {"domain.firmware.kernelBoot",
     [](const InstanceSpec& s) { return s.domain.firmware && s.domain.firmware->kernel_boot.has_value(); }},
    {"domain.firmware.acpi",
     [](const InstanceSpec& s) { return s.domain.firmware && s.domain.firmware->acpi.has_value(); }},
    {"domain.features.hyperv",
     [](const InstanceSpec& s) { return s.domain.features && s.domain.features->hyperv.has_value(); }},
    {"domain.features.hypervPassthrough",
     [](const InstanceSpec& s) { return s.domain.features && s.domain.features->hyperv_passthrough.has_value(); }},
    // QEMU divides a disk's queues among threads since 9.0 only.
    {"domain.ioThreadsPolicy",
     [](const InstanceSpec& s) {
       return s.domain.io_threads_policy == kubevirt::io_threads_policy::supplemental_pool;
     }},
    {"domain.ioThreads", [](const InstanceSpec& s) { return s.domain.io_threads.has_value(); }},
    {"domain.launchSecurity", [](const InstanceSpec& s) { return s.domain.launch_security.has_value(); }},
    {"domain.rebootPolicy",
     [](const InstanceSpec& s) { return !s.domain.reboot_policy.empty() && s.domain.reboot_policy != "Reboot"; }},
    {"domain.memory.reservedOverhead",
     [](const InstanceSpec& s) { return s.domain.memory && s.domain.memory->reserved_overhead.has_value(); }},
    {"domain.devices.gpus", [](const InstanceSpec& s) { return !s.domain.devices.gpus.empty(); }},
    {"domain.devices.hostDevices", [](const InstanceSpec& s) { return !s.domain.devices.host_devices.empty(); }},
    {"domain.devices.filesystems", [](const InstanceSpec& s) { return !s.domain.devices.filesystems.empty(); }},
    {"domain.devices.clientPassthrough",
     [](const InstanceSpec& s) { return s.domain.devices.client_passthrough.has_value(); }},
    {"domain.devices.sound", [](const InstanceSpec& s) { return s.domain.devices.sound.has_value(); }},
    {"domain.devices.tpm",
     [](const InstanceSpec& s) { return s.domain.devices.tpm && s.domain.devices.tpm->enabled.value_or(true); }},
    {"domain.devices.autoattachVSOCK",
     [](const InstanceSpec& s) { return s.domain.devices.autoattach_vsock.value_or(false); }},
    {"domain.devices.downwardMetrics",
     [](const InstanceSpec& s) { return s.domain.devices.downward_metrics.has_value(); }},
    {"domain.devices.watchdog.diag288",
     [](const InstanceSpec& s) { return s.domain.devices.watchdog && s.domain.devices.watchdog->diag288.has_value(); }},
    {"resourceClaims", [](const InstanceSpec& s) { return !s.resource_claims.empty(); }},
    {"utilityVolumes", [](const InstanceSpec& s) { return !s.utility_volumes.empty(); }},
};

template <class Item>
struct ItemRow {
  std::string_view member;
  bool (*asked)(const Item&);
};
constexpr ItemRow<kubevirt::Disk> disk_rows[] = {
    {"disk.pciAddress", [](const kubevirt::Disk& d) { return d.disk && !d.disk->pci_address.empty(); }},
    {"lun.reservation", [](const kubevirt::Disk& d) { return d.lun && d.lun->reservation; }},
    {"changedBlockTracking", [](const kubevirt::Disk& d) { return d.changed_block_tracking.value_or(false); }},
    // libvirt knows it since 11.6 only.
    {"blockSize.custom.discardGranularity",
     [](const kubevirt::Disk& d) {
       return d.block_size && d.block_size->custom && d.block_size->custom->discard_granularity.has_value();
     }},
};
constexpr ItemRow<kubevirt::Interface> interface_rows[] = {
    {"pciAddress", [](const kubevirt::Interface& i) { return !i.pci_address.empty(); }},
};

void lacks(const std::string& field, Findings& found) {
  found.not_supported(field, fmt::format("{} is not supported by this release of Coracle", field));
}

template <class Item, std::size_t N>
void check_items(const std::string& list, const std::vector<Item>& items, const ItemRow<Item> (&wanted)[N],
                 Findings& found) {
  for (std::size_t i = 0; i < items.size(); ++i)
    for (const auto& row : wanted)
      if (row.asked(items[i])) lacks(fmt::format("{}[{}].{}", list, i, row.member), found);
}

}  // namespace

void check_lacking(const std::string& path, const InstanceSpec& spec, Findings& found) {
  for (const auto& row : rows)
    if (row.asked(spec)) lacks(fmt::format("{}.{}", path, row.field), found);
  check_items(path + ".domain.devices.disks", spec.domain.devices.disks, disk_rows, found);
  check_items(path + ".domain.devices.interfaces", spec.domain.devices.interfaces, interface_rows, found);
}

}  // namespace coracle::virt::api

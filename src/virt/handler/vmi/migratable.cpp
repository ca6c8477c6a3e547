#include "virt/handler/vmi/migratable.h"

#include <fmt/core.h>

#include <algorithm>

#include "api/kubevirt/v1/names.h"
#include "api/kubevirt/v1/reasons.h"

namespace coracle::virt::handler {
namespace kubevirt = api::kubevirt::v1;

namespace migrating {
namespace {

using Vmi = kubevirt::VirtualMachineInstance;

Migratability no(std::string_view why, std::string message) {
  return {false, std::string(why), std::move(message), false};
}

/// A claim that several nodes can write to at once is seen by the other node too.
bool is_shared_claim(const Vmi& vmi, const std::string& volume) {
  const auto& all = vmi.status.volume_status;
  const auto found = std::ranges::find(all, volume, &kubevirt::VolumeStatus::name);
  if (found == all.end() || !found->persistent_volume_claim_info) return false;
  const auto& modes = found->persistent_volume_claim_info->access_modes;
  return std::ranges::find(modes, "ReadWriteMany") != modes.end();
}

std::string claim_of(const kubevirt::Volume& volume) {
  return volume.persistent_volume_claim ? volume.persistent_volume_claim->claim_name : volume.data_volume->name;
}

Migratability disks_of(const Vmi& vmi) {
  Migratability found;
  for (const auto& volume : vmi.spec.volumes) {
    if (volume.persistent_volume_claim || volume.data_volume) {
      if (is_shared_claim(vmi, volume.name)) continue;
      return no(kubevirt::reason::disks_not_live_migratable,
                fmt::format("cannot migrate VMI: PVC {} is not shared, live migration requires that all PVCs must be "
                            "shared (using ReadWriteMany access mode)",
                            claim_of(volume)));
    }
    if (volume.host_disk) {
      if (volume.host_disk->shared.value_or(false)) continue;
      return no(kubevirt::reason::disks_not_live_migratable, "cannot migrate VMI with non-shared HostDisk");
    }
    const bool has_disk = std::ranges::find(vmi.spec.domain.devices.disks, volume.name, &kubevirt::Disk::name) !=
                          vmi.spec.domain.devices.disks.end();
    found.copies_disks = found.copies_disks || has_disk;
  }
  return found;
}

bool uses_bridge_on_pod_network(const Vmi& vmi) {
  return std::ranges::any_of(vmi.spec.networks, [&vmi](const auto& network) {
    if (!network.pod) return false;
    const auto& interfaces = vmi.spec.domain.devices.interfaces;
    const auto found = std::ranges::find(interfaces, network.name, &kubevirt::Interface::name);
    return found != interfaces.end() && !found->masquerade && !found->passt_binding && !found->binding;
  });
}

Migratability devices_of(const Vmi& vmi) {
  namespace why = kubevirt::reason;
  const auto& domain = vmi.spec.domain;
  if (uses_bridge_on_pod_network(vmi) &&
      !vmi.metadata.annotations.contains(std::string(kubevirt::annotation::allow_pod_bridge_network_live_migration))) {
    return no(why::interface_not_live_migratable,
              "cannot migrate VMI which does not use masquerade, bridge with "
              "kubevirt.io/allow-pod-bridge-network-live-migration VM annotation or a migratable plugin to connect to "
              "the pod network");
  }
  if (!domain.devices.filesystems.empty()) return no(why::virtiofs_not_live_migratable, "VMI uses virtiofs");
  if (!domain.devices.host_devices.empty() || !domain.devices.gpus.empty())
    return no(why::host_device_not_live_migratable, "VMI uses a PCI host devices");
  if (domain.launch_security) {
    if (domain.launch_security->tdx) return no(why::tdx_not_live_migratable, "VMI uses TDX");
    if (domain.launch_security->sev || domain.launch_security->snp)
      return no(why::sev_not_live_migratable, "VMI uses SEV");
    return no(why::secure_execution_not_live_migratable, "VMI uses Secure Execution");
  }
  if (domain.features && domain.features->hyperv_passthrough &&
      domain.features->hyperv_passthrough->enabled.value_or(false))
    return no(why::hyperv_passthrough_not_live_migratable, "VMI uses hyperv passthrough");
  if (std::ranges::any_of(domain.devices.disks, [](const auto& disk) { return disk.lun && disk.lun->reservation; }))
    return no(why::persistent_reservation_not_live_migratable, "VMI uses SCSI persistent reservation");
  return {};
}

}  // namespace
}  // namespace migrating

Migratability migratability(const kubevirt::VirtualMachineInstance& vmi) {
  auto disks = migrating::disks_of(vmi);
  if (!disks.possible) return disks;
  auto devices = migrating::devices_of(vmi);
  devices.copies_disks = disks.copies_disks;
  return devices;
}

Migratability storage_migratability(const kubevirt::VirtualMachineInstance& vmi) { return migrating::devices_of(vmi); }

}  // namespace coracle::virt::handler

#include "virt/launcher/domain/concerns.h"

namespace coracle::virt::launcher::domain {

/// One row a field that KubeVirt has and this builder does not know yet: a guest that silently lacks a device is worse
/// than one that does not start.
std::optional<Error> unsupported(const Input& input) {
  const auto& spec = input.vmi.spec.domain;
  const auto& devices = spec.devices;
  const struct {
    bool asked;
    const char* field;
  } rows[] = {
      {spec.cpu && spec.cpu->dedicated_cpu_placement, "cpu.dedicatedCpuPlacement"},
      {spec.cpu && spec.cpu->numa, "cpu.numa"},
      {spec.cpu && spec.cpu->realtime, "cpu.realtime"},
      {spec.firmware && spec.firmware->bootloader && spec.firmware->bootloader->efi, "firmware.bootloader.efi"},
      {spec.firmware && spec.firmware->kernel_boot, "firmware.kernelBoot"},
      {spec.firmware && spec.firmware->acpi, "firmware.acpi"},
      {spec.features && (spec.features->hyperv || spec.features->hyperv_passthrough), "features.hyperv"},
      {spec.io_threads_policy == api::kubevirt::v1::io_threads_policy::supplemental_pool, "ioThreadsPolicy"},
      {static_cast<bool>(spec.io_threads), "ioThreads"},
      {static_cast<bool>(spec.launch_security), "launchSecurity"},
      {!devices.gpus.empty(), "devices.gpus"},
      {!devices.host_devices.empty(), "devices.hostDevices"},
      {!devices.filesystems.empty(), "devices.filesystems"},
      {static_cast<bool>(devices.client_passthrough), "devices.clientPassthrough"},
      {static_cast<bool>(devices.sound), "devices.sound"},
      {devices.tpm && devices.tpm->enabled.value_or(true), "devices.tpm"},
      {devices.autoattach_vsock.value_or(false), "devices.autoattachVSOCK"},
      {static_cast<bool>(devices.downward_metrics), "devices.downwardMetrics"},
      {devices.watchdog && devices.watchdog->diag288, "devices.watchdog.diag288"},
  };
  for (const auto& row : rows) {
    if (row.asked) return Error(Reason::invalid, std::string("spec.domain.") + row.field + " is not supported yet");
  }
  for (const auto& credential : input.vmi.spec.access_credentials) {
    // By cloud-init's own disk they are delivered (disks/cloud_init.cpp); nobody tells them to the guest's agent.
    const bool delivered = credential.ssh_public_key && credential.ssh_public_key->propagation_method.no_cloud;
    if (!delivered) return Error(Reason::invalid, "spec.accessCredentials is supported by way of noCloud only");
  }
  for (const auto& interface : devices.interfaces) {
    if (interface.sriov || interface.passt_binding || interface.binding) {
      return Error(Reason::invalid, "interface " + interface.name + ": only bridge and masquerade are supported yet");
    }
  }
  return std::nullopt;
}

}  // namespace coracle::virt::launcher::domain

#include <algorithm>

#include "json/quantity.h"
#include "virt/api/defaults/defaults.h"
#include "virt/api/defaults/live_update.h"

namespace coracle::virt::api {
namespace {

using Spec = kubevirt::VirtualMachineInstanceSpec;
using shared::ClusterConfig;

void default_architecture(Spec& spec, const ClusterConfig& config) {
  if (spec.architecture.empty()) spec.architecture = config.default_architecture();
}

void default_machine_type(Spec& spec, const ClusterConfig& config) {
  auto& type = spec.domain.machine.ensure().type;
  if (type.empty()) type = config.machine_type(spec.architecture);
}

void default_eviction(Spec& spec, const ClusterConfig& config) {
  if (spec.eviction_strategy.empty()) spec.eviction_strategy = config.eviction_strategy();
}

/// A limit of processors without a request is a request too; that of memory becomes the guest's memory below.
void default_requests(Spec& spec, const ClusterConfig& config) {
  auto& resources = spec.domain.resources;
  if (const auto limit = resources.limits.find("cpu"); limit != resources.limits.end())
    resources.requests.emplace("cpu", limit->second);
  const auto& usual = config.raw().cpu_request;
  const bool dedicated = spec.domain.cpu && spec.domain.cpu->dedicated_cpu_placement;
  if (usual && usual->text != "100m" && !dedicated) resources.requests.emplace("cpu", *usual);
}

void default_memory(Spec& spec, const ClusterConfig&) {
  auto& domain = spec.domain;
  if (domain.memory && domain.memory->guest) return;
  for (const auto* amounts : {&domain.resources.requests, &domain.resources.limits})
    if (const auto found = amounts->find("memory"); found != amounts->end()) {
      domain.memory.ensure().guest = found->second;
      return;
    }
  if (domain.memory && domain.memory->hugepages && !domain.memory->hugepages->page_size.empty())
    domain.memory->guest = schema::Quantity{domain.memory->hugepages->page_size};
}

std::uint32_t sockets_for(const kubevirt::ResourceRequirements& resources) {
  for (const auto* amounts : {&resources.limits, &resources.requests}) {
    const auto found = amounts->find("cpu");
    if (found == amounts->end()) continue;
    const auto amount = json::Quantity::parse(found->second.text);
    if (amount && amount->value() > 0) return static_cast<std::uint32_t>(std::min<std::int64_t>(amount->value(), 512));
  }
  return 1;
}

void default_cpu(Spec& spec, const ClusterConfig& config) {
  auto& cpu = spec.domain.cpu.ensure();
  // A topology of which a part is said stays as it is said; each part that is not is one.
  if (cpu.cores == 0 && cpu.sockets == 0 && cpu.threads == 0) {
    cpu.sockets = sockets_for(spec.domain.resources);
    cpu.cores = cpu.threads = 1;
  }
  if (!cpu.model.empty()) return;
  if (!config.raw().cpu_model.empty())
    cpu.model = config.raw().cpu_model;
  else
    cpu.model = spec.architecture == "arm64" ? "host-passthrough" : "host-model";
}

void default_network(Spec& spec, const ClusterConfig& config) {
  auto& devices = spec.domain.devices;
  if (!devices.autoattach_pod_interface.value_or(true) || !devices.interfaces.empty() || !spec.networks.empty()) return;
  kubevirt::Network network;
  network.name = "default";
  network.pod.emplace();
  spec.networks.push_back(std::move(network));
  kubevirt::Interface nic;
  nic.name = "default";
  const auto& settings = config.raw().network;
  if (settings && settings->default_network_interface == "masquerade")
    nic.masquerade.emplace();
  else
    nic.bridge.emplace();
  devices.interfaces.push_back(std::move(nic));
}

void default_disks(Spec& spec, const ClusterConfig&) {
  auto& devices = spec.domain.devices;
  const auto used = [&](const std::string& name) {
    return std::ranges::any_of(devices.disks, [&](const auto& disk) { return disk.name == name; }) ||
           std::ranges::any_of(devices.filesystems, [&](const auto& filesystem) { return filesystem.name == name; });
  };
  for (const auto& volume : spec.volumes) {
    if (volume.memory_dump || used(volume.name)) continue;
    kubevirt::Disk disk;
    disk.name = volume.name;
    devices.disks.push_back(std::move(disk));
  }
  const std::string bus(spec.architecture == "amd64" ? kubevirt::disk_bus::sata : kubevirt::disk_bus::virtio);
  for (auto& disk : devices.disks) {
    if (!disk.disk && !disk.lun && !disk.cdrom) disk.disk.emplace();
    if (disk.disk && disk.disk->bus.empty()) disk.disk->bus = bus;
    if (disk.lun && disk.lun->bus.empty()) disk.lun->bus = bus;
    if (!disk.cdrom) continue;
    if (disk.cdrom->bus.empty()) disk.cdrom->bus = bus;
    if (!disk.cdrom->readonly) disk.cdrom->readonly = true;
    if (disk.cdrom->tray.empty()) disk.cdrom->tray = kubevirt::tray_state::closed;
  }
}

/// As Kubernetes pulls images, but for a name with a port and without a tag, which the original takes for a tagged one.
void default_pull_policies(Spec& spec, const ClusterConfig&) {
  for (auto& volume : spec.volumes) {
    if (!volume.container_disk || !volume.container_disk->image_pull_policy.empty()) continue;
    const std::string_view image = volume.container_disk->image;
    const bool latest = image.ends_with(":latest") || image.find_first_of(":@") == std::string_view::npos;
    volume.container_disk->image_pull_policy = latest ? "Always" : "IfNotPresent";
  }
}

void default_features(Spec& spec, const ClusterConfig&) {
  auto& features = spec.domain.features.ensure();
  if (!features.acpi.enabled) features.acpi.enabled = spec.architecture != "s390x";
  if (features.apic && !features.apic->enabled) features.apic->enabled = true;
  if (features.smm && !features.smm->enabled) features.smm->enabled = true;
  if (features.pvspinlock && !features.pvspinlock->enabled) features.pvspinlock->enabled = true;
}

template <class T>
void present_by_default(Box<T>& timer) {
  if (timer && !timer->present) timer->present = true;
}

void default_timers(Spec& spec, const ClusterConfig&) {
  if (!spec.domain.clock || !spec.domain.clock->timer) return;
  auto& timers = *spec.domain.clock->timer;
  present_by_default(timers.hpet);
  present_by_default(timers.kvm);
  present_by_default(timers.pit);
  present_by_default(timers.rtc);
  present_by_default(timers.hyperv);
}

void default_peripherals(Spec& spec, const ClusterConfig&) {
  auto& devices = spec.domain.devices;
  if (devices.autoattach_input_device.value_or(false) && devices.inputs.empty()) {
    kubevirt::Input input;
    input.name = "default-0";
    devices.inputs.push_back(std::move(input));
  }
  for (auto& input : devices.inputs) {
    if (input.bus.empty()) input.bus = kubevirt::input_bus::usb;
    if (input.type.empty()) input.type = kubevirt::input_type::tablet;
  }
  const std::string action(kubevirt::watchdog_action::reset);
  if (devices.watchdog && devices.watchdog->i6300esb && devices.watchdog->i6300esb->action.empty())
    devices.watchdog->i6300esb->action = action;
  if (devices.watchdog && devices.watchdog->diag288 && devices.watchdog->diag288->action.empty())
    devices.watchdog->diag288->action = action;
  for (auto& nic : devices.interfaces)
    for (auto& port : nic.ports)
      if (port.protocol.empty()) port.protocol = "TCP";
}

void default_probe(Box<kubevirt::Probe>& probe) {
  if (!probe) return;
  if (probe->timeout_seconds == 0) probe->timeout_seconds = 1;
  if (probe->period_seconds == 0) probe->period_seconds = 10;
  if (probe->success_threshold == 0) probe->success_threshold = 1;
  if (probe->failure_threshold == 0) probe->failure_threshold = 3;
}

void default_probes(Spec& spec, const ClusterConfig&) {
  default_probe(spec.liveness_probe);
  default_probe(spec.readiness_probe);
}

/// In this order: later ones build on what earlier ones filled in.
constexpr void (*steps[])(Spec&, const ClusterConfig&) = {
    default_architecture, default_machine_type, default_eviction, default_requests,       default_memory,
    default_cpu,          default_network,      default_disks,    default_pull_policies,  default_features,
    default_timers,       default_peripherals,  default_probes,   default_socket_hotplug, default_memory_hotplug,
};

}  // namespace

void default_instance_spec(Spec& spec, const ClusterConfig& config) {
  for (const auto step : steps) step(spec, config);
}

}  // namespace coracle::virt::api

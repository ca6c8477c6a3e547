#include <algorithm>

#include "api/kubevirt/v1/names.h"
#include "api/kubevirt/v1/states.h"
#include "virt/api/defaults/defaults.h"

namespace coracle::virt::api {
namespace {

constexpr std::int64_t launcher_user = 107;

void begin_status(kubevirt::VirtualMachineInstance& vmi, WallTime now, bool of_component) {
  auto& status = vmi.status;
  auto revision = of_component ? std::move(status.virtual_machine_revision_name) : std::string();
  status = {};
  status.virtual_machine_revision_name = std::move(revision);
  status.phase = kubevirt::vmi_phase::pending;
  kubevirt::PhaseTransitionTimestamp begun;
  begun.phase = status.phase;
  begun.phase_transition_timestamp = schema::Time{format_time(now)};
  status.phase_transition_timestamps.push_back(std::move(begun));
  status.runtime_user = launcher_user;
  const auto& domain = vmi.spec.domain;
  if (domain.memory && domain.memory->guest) {
    auto& memory = status.memory.ensure();
    memory.guest_at_boot = domain.memory->guest;
    memory.guest_requested = domain.memory->guest;
    memory.guest_current = domain.memory->guest;
  }
  if (domain.cpu) {
    auto& topology = status.current_cpu_topology.ensure();
    topology.cores = domain.cpu->cores;
    topology.sockets = domain.cpu->sockets;
    topology.threads = domain.cpu->threads;
  }
}

/// How the guest's PCI bus is laid out is told by the object, so that a later release lays it out the same.
void note_pci_topology(std::map<std::string, std::string>& annotations,
                       const kubevirt::VirtualMachineInstanceSpec& spec) {
  const bool flat = spec.domain.machine && spec.domain.machine->type.find("q35") == std::string::npos;
  if (!flat) annotations.emplace(std::string(kubevirt::annotation::pci_topology_version), "v3");
}

}  // namespace

void default_new_instance(kubevirt::VirtualMachineInstance& vmi, const shared::ClusterConfig& config, WallTime now,
                          MakeUuid make_uuid, bool of_component) {
  default_instance_spec(vmi.spec, config);
  auto& firmware = vmi.spec.domain.firmware.ensure();
  if (firmware.uuid.empty()) firmware.uuid = make_uuid();
  note_pci_topology(vmi.metadata.annotations, vmi.spec);
  auto& finalizers = vmi.metadata.finalizers;
  const std::string finalizer(kubevirt::finalizer::foreground_delete_vmi);
  if (std::ranges::find(finalizers, finalizer) == finalizers.end()) finalizers.push_back(finalizer);
  begin_status(vmi, now, of_component);
}

void default_machine(kubevirt::VirtualMachine& vm, const shared::ClusterConfig& config, bool created,
                     MakeUuid make_uuid) {
  auto& spec = vm.spec.template_.spec;
  if (spec.architecture.empty()) spec.architecture = config.default_architecture();
  auto& type = spec.domain.machine.ensure().type;
  if (type.empty()) type = config.machine_type(spec.architecture);
  if (!created) return;
  auto& firmware = spec.domain.firmware.ensure();
  if (firmware.uuid.empty()) firmware.uuid = make_uuid();
  if (firmware.serial.empty()) firmware.serial = make_uuid();
  note_pci_topology(vm.spec.template_.metadata.annotations, spec);
}

}  // namespace coracle::virt::api

#include "virt/handler/vmi/status.h"

#include <algorithm>

#include "api/kubevirt/v1/reasons.h"
#include "api/kubevirt/v1/states.h"
#include "json/quantity.h"
#include "virt/handler/bounded_text.h"
#include "virt/handler/vmi/conditions.h"
#include "virt/handler/vmi/guest_interfaces.h"
#include "virt/handler/vmi/phase.h"
#include "virt/shared/conditions.h"

namespace coracle::virt::handler {
namespace kubevirt = api::kubevirt::v1;
namespace phase = kubevirt::vmi_phase;

namespace statuses {
namespace {

using Vmi = kubevirt::VirtualMachineInstance;

void begin_phase(Vmi& vmi, const std::string& next, WallTime now) {
  if (vmi.status.phase == next) return;
  vmi.status.phase = next;
  auto& times = vmi.status.phase_transition_timestamps;
  std::erase_if(times, [&next](const auto& one) { return one.phase == next; });
  times.push_back({next, {format_time(now)}});
}

void set_targets(Vmi& vmi, const std::vector<std::string>& targets) {
  for (const auto& target : targets) {
    const auto equals = target.find('=');
    if (equals == std::string::npos) continue;
    const auto name = target.substr(0, equals);
    const auto device = bounded_text(target.substr(equals + 1), 32);
    const auto& volumes = vmi.spec.volumes;
    if (std::ranges::find(volumes, name, &kubevirt::Volume::name) == volumes.end()) continue;
    auto& all = vmi.status.volume_status;
    auto found = std::ranges::find(all, name, &kubevirt::VolumeStatus::name);
    if (found == all.end()) {
      all.emplace_back().name = name;
      found = std::prev(all.end());
    }
    found->target = device;
  }
}

void set_memory(Vmi& vmi, std::int64_t bytes) {
  if (bytes <= 0) return;
  auto& memory = vmi.status.memory.ensure();
  const auto& wanted = vmi.spec.domain.memory;
  if (!memory.guest_at_boot && wanted && wanted->guest) memory.guest_at_boot = wanted->guest;
  if (!memory.guest_requested && wanted && wanted->guest) memory.guest_requested = wanted->guest;
  memory.guest_current = schema::Quantity(json::Quantity::bytes(bytes).text());
}

void set_guest_os(Vmi& vmi, const shared::DomainReport& report) {
  if (!report.guest_os) {
    if (!report.agent_connected) vmi.status.guest_os_info = {};
    return;
  }
  auto& info = vmi.status.guest_os_info = *report.guest_os;
  for (auto* text : {&info.name, &info.kernel_release, &info.version, &info.pretty_name, &info.version_id,
                     &info.kernel_version, &info.machine, &info.id})
    *text = bounded_text(std::move(*text), 256);
}

/// What is true of a guest that runs.
void set_running(Vmi& vmi, const View& view) {
  const auto& report = *view.report;
  vmi.status.interfaces = guest_interfaces(view);
  set_targets(vmi, report.disk_targets);
  set_memory(vmi, report.guest_memory_bytes);
  set_guest_os(vmi, report);
  if (!report.machine_type.empty()) vmi.status.machine.ensure().type = bounded_text(report.machine_type, 64);
  vmi.status.fs_freeze_status = report.fs_freeze_status == "frozen" ? "frozen" : "";
  if (vmi.status.selinux_context.empty()) vmi.status.selinux_context = view.selinux_context;
  if (!vmi.status.current_cpu_topology && vmi.spec.domain.cpu) {
    const auto& cpu = *vmi.spec.domain.cpu;
    vmi.status.current_cpu_topology = kubevirt::CPUTopology{cpu.cores, cpu.sockets, cpu.threads};
  }
}

bool same_condition(const Vmi& before, const Vmi& after, std::string_view type) {
  const auto* was = shared::find_condition(before.status.conditions, type);
  const auto* is = shared::find_condition(after.status.conditions, type);
  if (!was || !is) return was == is;
  return was->status == is->status && was->reason == is->reason;
}

}  // namespace
}  // namespace statuses

kubevirt::VirtualMachineInstance with_status(const View& view) {
  auto after = view.vmi;
  const auto next = phase_of(view);
  statuses::begin_phase(after, next, view.now);
  if (next == phase::running && view.report && is_alive(*view.report)) statuses::set_running(after, view);
  set_conditions(after, view);
  return after;
}

std::vector<Told> told_of(const kubevirt::VirtualMachineInstance& before,
                          const kubevirt::VirtualMachineInstance& after) {
  namespace event = kubevirt::event;
  std::vector<Told> told;
  const auto tell = [&told](const char* type, std::string_view reason, const char* message) {
    told.push_back({type, std::string(reason), message});
  };
  if (before.status.phase != after.status.phase) {
    if (after.status.phase == phase::running) tell("Normal", event::started, "VirtualMachineInstance started.");
    if (after.status.phase == phase::succeeded)
      tell("Normal", event::stopped, "The VirtualMachineInstance was shut down.");
    if (after.status.phase == phase::failed) tell("Warning", event::stopped, "The VirtualMachineInstance crashed.");
  }
  if (is_final(after)) return told;
  const bool was_paused = shared::is_true(before.status.conditions, kubevirt::condition::paused);
  const bool paused = shared::is_true(after.status.conditions, kubevirt::condition::paused);
  if (paused && !was_paused) tell("Normal", "Paused", "VirtualMachineInstance paused.");
  if (was_paused && !paused) tell("Normal", "Unpaused", "VirtualMachineInstance unpaused.");
  return told;
}

bool is_urgent(const kubevirt::VirtualMachineInstance& before, const kubevirt::VirtualMachineInstance& after) {
  if (before.status.phase != after.status.phase) return true;
  for (const auto type : {kubevirt::condition::paused, kubevirt::condition::synchronized, kubevirt::condition::ready}) {
    if (!statuses::same_condition(before, after, type)) return true;
  }
  return before.status.fs_freeze_status != after.status.fs_freeze_status;
}

}  // namespace coracle::virt::handler

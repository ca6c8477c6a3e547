#include "virt/controller/vmi/status.h"

#include <algorithm>

#include "api/kubevirt/v1/names.h"
#include "api/kubevirt/v1/reasons.h"
#include "api/kubevirt/v1/states.h"
#include "virt/controller/vm/revision.h"
#include "virt/shared/conditions.h"

namespace coracle::virt::controller::vmi {
namespace {

kubevirt::Condition not_ready(std::string_view reason, std::string_view message) {
  kubevirt::Condition condition;
  condition.type = kubevirt::condition::ready;
  condition.status = kubevirt::condition_status::false_;
  condition.reason = reason;
  condition.message = message;
  return condition;
}

/// Sorted by name, as people are used to see them. What is known of a volume already stays.
std::vector<kubevirt::VolumeStatus> with_all_volumes(const kubevirt::VirtualMachineInstance& vmi) {
  std::vector<kubevirt::VolumeStatus> all;
  for (const auto& volume : vmi.spec.volumes) {
    const auto known = std::ranges::find(vmi.status.volume_status, volume.name, &kubevirt::VolumeStatus::name);
    all.push_back(known != vmi.status.volume_status.end() ? *known : kubevirt::VolumeStatus{.name = volume.name});
  }
  for (const auto& known : vmi.status.volume_status) {
    if (std::ranges::find(all, known.name, &kubevirt::VolumeStatus::name) == all.end()) all.push_back(known);
  }
  std::ranges::stable_sort(all, {}, &kubevirt::VolumeStatus::name);
  return all;
}

void note_phase(kubevirt::VirtualMachineInstance& vmi, std::string_view phase, const std::string& when) {
  auto& noted = vmi.status.phase_transition_timestamps;
  if (std::ranges::any_of(noted, [phase](const auto& one) { return one.phase == phase; })) return;
  noted.push_back({std::string(phase), {when}});
}

}  // namespace

kubevirt::Condition ready_condition(const kubevirt::VirtualMachineInstance& vmi, const core::Pod* pod) {
  namespace reason = kubevirt::reason;
  if (!pod) return not_ready(reason::pod_not_exists, "virt-launcher pod has not yet been scheduled");
  if (is_down_or_going(*pod)) return not_ready(reason::pod_terminating, "virt-launcher pod is terminating");
  if (vmi.status.phase != kubevirt::vmi_phase::running)
    return not_ready(reason::guest_not_running, "Guest VM is not reported as running");
  const auto* ready = find_condition(*pod, "Ready");
  if (!ready) return not_ready(reason::pod_condition_missing, "virt-launcher pod is missing the Ready condition");
  auto condition = not_ready(ready->reason, ready->message);
  condition.status = ready->status;
  return condition;
}

void enter(kubevirt::VirtualMachineInstance& vmi, std::string_view phase, WallTime now) {
  // The first phase is given by the API, which writes no time for it.
  if (vmi.status.phase_transition_timestamps.empty() && vmi.status.phase == kubevirt::vmi_phase::pending)
    note_phase(vmi, vmi.status.phase, vmi.metadata.creation_timestamp.text);
  vmi.status.phase = phase;
  note_phase(vmi, phase, format_time(now));
}

void set_trouble(kubevirt::VirtualMachineInstance& vmi, const std::optional<Trouble>& trouble, WallTime now) {
  auto& conditions = vmi.status.conditions;
  if (!trouble) {
    shared::remove_condition(conditions, kubevirt::condition::synchronized);
    return;
  }
  auto condition = not_ready(trouble->reason, trouble->message);
  condition.type = kubevirt::condition::synchronized;
  shared::set_condition(conditions, std::move(condition), {format_time(now)});
}

void follow_pod(kubevirt::VirtualMachineInstance& vmi, const core::Pod& pod, WallTime now) {
  vmi.status.qos_class = pod.status.qos_class;
  auto& conditions = vmi.status.conditions;
  const auto* scheduled = find_condition(pod, kubevirt::condition::pod_scheduled);
  if (scheduled && scheduled->status == kubevirt::condition_status::false_) {
    auto copied = not_ready(scheduled->reason, scheduled->message);
    copied.type = kubevirt::condition::pod_scheduled;
    shared::set_condition(conditions, std::move(copied), {format_time(now)});
  } else {
    shared::remove_condition(conditions, kubevirt::condition::pod_scheduled);
  }
}

void note_revision(kubevirt::VirtualMachineInstance& vmi) {
  const auto generation = vmi.metadata.annotations.find(std::string(kubevirt::annotation::vm_generation));
  if (!vmi.status.virtual_machine_revision_name.empty() || generation == vmi.metadata.annotations.end()) return;
  for (const auto& owner : vmi.metadata.owner_references)
    if (owner.controller == true && owner.kind == "VirtualMachine")
      vmi.status.virtual_machine_revision_name = vm::revision_name(owner.uid, generation->second);
}

void hand_over(kubevirt::VirtualMachineInstance& vmi, const core::Pod& pod, WallTime now) {
  enter(vmi, kubevirt::vmi_phase::scheduled, now);
  vmi.metadata.labels[std::string(kubevirt::label::node_name)] = pod.spec.node_name;
  auto& status = vmi.status;
  status.node_name = pod.spec.node_name;
  status.active_pods = {{pod.metadata.uid, pod.spec.node_name}};
  status.launcher_container_image_version = launcher_image(pod);
  status.migration_transport = kubevirt::virtual_machine_instance_migration_transport::unix;
  status.volume_status = with_all_volumes(vmi);
  const auto overhead = pod.metadata.annotations.find(std::string(kubevirt::annotation::memory_overhead_bytes));
  if (overhead != pod.metadata.annotations.end())
    status.memory.ensure().memory_overhead = schema::Quantity(overhead->second);
}

}  // namespace coracle::virt::controller::vmi

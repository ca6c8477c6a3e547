#include "virt/handler/vmi/conditions.h"

#include <algorithm>

#include "api/kubevirt/v1/reasons.h"
#include "api/kubevirt/v1/states.h"
#include "virt/handler/vmi/migratable.h"
#include "virt/handler/vmi/phase.h"
#include "virt/shared/conditions.h"

namespace coracle::virt::handler {
namespace kubevirt = api::kubevirt::v1;
namespace condition = kubevirt::condition;
namespace phase = kubevirt::vmi_phase;

namespace conditioning {
namespace {

using Vmi = kubevirt::VirtualMachineInstance;

kubevirt::Condition make(std::string_view type, bool holds, std::string_view reason = {}, std::string message = {}) {
  kubevirt::Condition made;
  made.type = type;
  made.status = holds ? kubevirt::condition_status::true_ : kubevirt::condition_status::false_;
  made.reason = reason;
  made.message = std::move(message);
  return made;
}

void set(Vmi& vmi, kubevirt::Condition wanted, WallTime now) {
  shared::set_condition(vmi.status.conditions, std::move(wanted), {format_time(now)});
}

void set_migratable(Vmi& vmi, WallTime now) {
  const auto live = migratability(vmi);
  set(vmi, make(condition::live_migratable, live.possible, live.reason, live.message), now);
  const auto storage = storage_migratability(vmi);
  set(vmi, make(condition::storage_live_migratable, storage.possible, storage.reason, storage.message), now);
  namespace method = kubevirt::virtual_machine_instance_migration_method;
  vmi.status.migration_method = live.copies_disks ? method::block_migration : method::live_migration;
}

void set_paused(Vmi& vmi, const shared::DomainReport& report, WallTime now) {
  if (report.state != "Paused") {
    shared::remove_condition(vmi.status.conditions, condition::paused);
    return;
  }
  namespace why = kubevirt::reason;
  if (report.reason == "IOError")
    set(vmi, make(condition::paused, true, why::paused_io_error, "VMI was paused, low-level IO error detected"), now);
  else if (report.reason == "User" || report.reason == "StartingUp" || report.reason == "Unknown")
    set(vmi, make(condition::paused, true, why::paused_by_user, "VMI was paused by user"), now);
}

void set_agent(Vmi& vmi, const shared::DomainReport& report, WallTime now) {
  if (report.agent_connected)
    set(vmi, make(condition::agent_connected, true), now);
  else
    shared::remove_condition(vmi.status.conditions, condition::agent_connected);
}

void set_synchronized(Vmi& vmi, const View& view) {
  const auto* found = shared::find_condition(vmi.status.conditions, condition::synchronized);
  const bool ours = found && found->reason == kubevirt::reason::synchronizing_failed;
  if (!view.sync_failure.empty()) {
    set(vmi, make(condition::synchronized, false, kubevirt::reason::synchronizing_failed, view.sync_failure), view.now);
  } else if (ours) {
    shared::remove_condition(vmi.status.conditions, condition::synchronized);
  }
}

/// The pod may be ready long before the guest is.
void set_ready(Vmi& vmi, const View& view) {
  if (view.vmi.status.phase == vmi.status.phase) return;
  namespace why = kubevirt::reason;
  if (is_final(vmi)) {
    set(vmi, make(condition::ready, false, why::guest_not_running, "Guest VM is not reported as running"), view.now);
    return;
  }
  if (vmi.status.phase != phase::running || !view.pod) return;
  const auto& conditions = view.pod->status.conditions;
  const auto found = std::ranges::find(conditions, "Ready", &api::core::v1::PodCondition::type);
  if (found != conditions.end() && found->status == "True") set(vmi, make(condition::ready, true), view.now);
}

}  // namespace
}  // namespace conditioning

void set_conditions(kubevirt::VirtualMachineInstance& vmi, const View& view) {
  conditioning::set_synchronized(vmi, view);
  conditioning::set_ready(vmi, view);
  if (is_final(vmi)) {
    shared::remove_condition(vmi.status.conditions, condition::paused);
    shared::remove_condition(vmi.status.conditions, condition::agent_connected);
    return;
  }
  if (vmi.status.phase != phase::running) return;
  conditioning::set_migratable(vmi, view.now);
  if (!view.report || !is_alive(*view.report)) return;
  conditioning::set_agent(vmi, *view.report, view.now);
  conditioning::set_paused(vmi, *view.report, view.now);
}

}  // namespace coracle::virt::handler

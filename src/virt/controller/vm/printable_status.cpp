#include "virt/controller/vm/printable_status.h"

#include "api/kubevirt/v1/reasons.h"
#include "api/kubevirt/v1/states.h"
#include "virt/controller/vm/instance.h"
#include "virt/shared/conditions.h"

namespace coracle::virt::controller::vm {
namespace status_rows {
namespace {
namespace status = kubevirt::printable_status;
namespace phase = kubevirt::vmi_phase;
namespace run = kubevirt::run_strategy;

bool has_phase(const Facts& facts, std::string_view wanted) {
  return facts.instance && facts.instance->status.phase == wanted;
}

bool is_false_because(const Facts& facts, std::string_view type, std::string_view reason) {
  if (!facts.instance) return false;
  const auto* condition = shared::find_condition(facts.instance->status.conditions, type);
  return condition && condition->status == kubevirt::condition_status::false_ && condition->reason == reason;
}

bool terminating(const Facts& facts) { return is_deleting(facts.machine.metadata); }
bool stopping(const Facts& facts) { return facts.instance && !is_final(*facts.instance) && facts.stopping; }
bool migrating(const Facts& facts) {
  if (!facts.instance || !facts.instance->status.migration_state) return false;
  const auto& migration = *facts.instance->status.migration_state;
  return !migration.completed && !migration.failed;
}
bool paused(const Facts& facts) {
  return has_phase(facts, phase::running) &&
         shared::is_true(facts.instance->status.conditions, kubevirt::condition::paused);
}
bool running(const Facts& facts) { return has_phase(facts, phase::running); }
bool claim_missing(const Facts& facts) {
  return is_false_because(facts, kubevirt::condition::synchronized, kubevirt::reason::failed_pvc_not_found);
}
bool unschedulable(const Facts& facts) {
  return is_false_because(facts, kubevirt::condition::pod_scheduled, kubevirt::reason::unschedulable);
}
bool provisioning(const Facts& facts) {
  return facts.instance && shared::is_true(facts.instance->status.conditions, kubevirt::condition::provisioning);
}
bool cannot_pull(const Facts& facts) {
  return is_false_because(facts, kubevirt::condition::synchronized, kubevirt::reason::err_image_pull);
}
bool waits_to_pull(const Facts& facts) {
  return is_false_because(facts, kubevirt::condition::synchronized, kubevirt::reason::image_pull_back_off);
}
bool starting(const Facts& facts) {
  if (!facts.instance) return facts.starting;
  return has_phase(facts, "") || has_phase(facts, phase::pending) || has_phase(facts, phase::scheduling) ||
         has_phase(facts, phase::scheduled);
}
bool crash_looping(const Facts& facts) {
  const bool starts =
      facts.strategy == run::always || facts.strategy == run::rerun_on_failure || facts.strategy == run::once;
  return starts && facts.failure && facts.failure->consecutive_fail_count > 0 &&
         (!facts.instance || is_final(*facts.instance));
}
bool stopped(const Facts& facts) { return !facts.instance || is_final(*facts.instance); }

struct Row {
  std::string_view value;
  bool (*holds)(const Facts&);
};
/// DataVolumeError and WaitingForVolumeBinding have no row: nothing here makes or binds volumes yet.
constexpr Row rows[] = {
    {status::terminating, terminating},
    {status::stopping, stopping},
    {status::migrating, migrating},
    {status::paused, paused},
    {status::running, running},
    {status::error_pvc_not_found, claim_missing},
    {status::error_unschedulable, unschedulable},
    {status::provisioning, provisioning},
    {status::err_image_pull, cannot_pull},
    {status::image_pull_back_off, waits_to_pull},
    {status::starting, starting},
    {status::crash_loop_back_off, crash_looping},
    {status::stopped, stopped},
};
}  // namespace
}  // namespace status_rows

std::string_view printable_status(const Facts& facts) {
  for (const auto& row : status_rows::rows)
    if (row.holds(facts)) return row.value;
  return kubevirt::printable_status::unknown;
}

}  // namespace coracle::virt::controller::vm

#include "virt/controller/vm/conditions.h"

#include <algorithm>
#include <array>

#include "api/kubevirt/v1/reasons.h"
#include "api/kubevirt/v1/states.h"
#include "virt/shared/conditions.h"

namespace coracle::virt::controller::vm {
namespace {

/// Not mirrored, and not removed with the instance.
constexpr std::array<std::string_view, 4> of_the_machine = {kubevirt::condition::ready, kubevirt::condition::failure,
                                                            kubevirt::condition::restart_required,
                                                            kubevirt::condition::manual_recovery_required};

bool is_of_the_machine(std::string_view type) {
  return std::ranges::find(of_the_machine, type) != of_the_machine.end();
}

kubevirt::Condition condition_of(std::string_view type, std::string_view status, std::string_view reason,
                                 std::string_view message) {
  kubevirt::Condition condition;
  condition.type = type;
  condition.status = status;
  condition.reason = reason;
  condition.message = message;
  return condition;
}

/// As it is, times and all.
void put(Conditions& conditions, const kubevirt::Condition& wanted) {
  const auto known = std::ranges::find(conditions, wanted.type, &kubevirt::Condition::type);
  if (known == conditions.end())
    conditions.push_back(wanted);
  else
    *known = wanted;
}

}  // namespace

Conditions with_instance(Conditions conditions, const kubevirt::VirtualMachineInstance* instance, WallTime now) {
  const schema::Time time{format_time(now)};
  std::erase_if(conditions, [instance](const auto& one) {
    return !is_of_the_machine(one.type) &&
           (!instance || !shared::find_condition(instance->status.conditions, one.type));
  });
  const auto* ready =
      instance ? shared::find_condition(instance->status.conditions, kubevirt::condition::ready) : nullptr;
  if (ready) {
    put(conditions, *ready);
  } else if (!instance) {
    shared::set_condition(conditions,
                          condition_of(kubevirt::condition::ready, kubevirt::condition_status::false_,
                                       kubevirt::reason::vmi_not_exists, "VMI does not exist"),
                          time);
  } else {
    shared::set_condition(conditions,
                          condition_of(kubevirt::condition::ready, kubevirt::condition_status::false_,
                                       kubevirt::reason::vmi_condition_missing, "VMI is missing the Ready condition"),
                          time);
  }
  if (!instance) return conditions;
  for (const auto& one : instance->status.conditions)
    if (!is_of_the_machine(one.type)) put(conditions, one);
  return conditions;
}

void set_failure(Conditions& conditions, const std::optional<Failure>& failure, WallTime now) {
  if (!failure) {
    shared::remove_condition(conditions, kubevirt::condition::failure);
    return;
  }
  shared::set_condition(
      conditions,
      condition_of(kubevirt::condition::failure, kubevirt::condition_status::true_, failure->reason, failure->message),
      {format_time(now)});
}

Restart restart(const kubevirt::VirtualMachineInstanceSpec& started_from,
                const kubevirt::VirtualMachineInstanceSpec& wanted, bool live) {
  auto followed = started_from;
  if (live) {
    followed.node_selector = wanted.node_selector;
    followed.affinity = wanted.affinity;
    followed.tolerations = wanted.tolerations;
  }
  return followed == wanted ? Restart::not_needed : Restart::needed;
}

void set_restart_required(Conditions& conditions, Restart needed, WallTime now) {
  if (needed == Restart::not_needed) shared::remove_condition(conditions, kubevirt::condition::restart_required);
  if (needed != Restart::needed) return;
  shared::set_condition(conditions,
                        condition_of(kubevirt::condition::restart_required, kubevirt::condition_status::true_,
                                     "RestartRequired", "a non-live-updatable field was changed in the template spec"),
                        {format_time(now)});
}

}  // namespace coracle::virt::controller::vm

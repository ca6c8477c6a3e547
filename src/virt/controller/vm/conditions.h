#pragma once
// Conditions of a machine: its own, and those of its instance.
#include <optional>
#include <string>
#include <vector>

#include "api/kubevirt/v1/virtual_machine.h"
#include "api/kubevirt/v1/virtual_machine_instance.h"
#include "base/time.h"

namespace coracle::virt::controller::vm {

namespace kubevirt = api::kubevirt::v1;
using Conditions = std::vector<kubevirt::Condition>;

/// Why a machine cannot be what its spec asks for: its condition Failure.
struct Failure {
  std::string reason;
  std::string message;
};

/// Ready follows the instance; every other condition of the instance is mirrored as it is, and gone with it. Failure,
/// RestartRequired and ManualRecoveryRequired are the machine's own and stay.
Conditions with_instance(Conditions conditions, const kubevirt::VirtualMachineInstance* instance, WallTime now);

void set_failure(Conditions& conditions, const std::optional<Failure>& failure, WallTime now);

enum class Restart { needed, not_needed, unknown };
/// Whether the template, which has changed since, says something that the running instance cannot take over. `live`:
/// the cluster lets running guests follow (vmRolloutStrategy LiveUpdate); this release can do so for node selector,
/// affinity and tolerations.
Restart restart(const kubevirt::VirtualMachineInstanceSpec& started_from,
                const kubevirt::VirtualMachineInstanceSpec& wanted, bool live);
void set_restart_required(Conditions& conditions, Restart restart, WallTime now);

}  // namespace coracle::virt::controller::vm

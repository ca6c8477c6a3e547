#pragma once
// What the controller of virtual machines does about one machine, as data. Pure: no clock, no network.
#include <optional>
#include <string>

#include "virt/controller/vm/conditions.h"
#include "virt/controller/vm/run_strategy.h"
#include "virt/shared/cluster_config.h"

namespace coracle::virt::controller::vm {

struct Given {
  const kubevirt::VirtualMachine& machine;
  /// The instance that this machine controls; null when there is none.
  const kubevirt::VirtualMachineInstance* instance = nullptr;
  /// An instance that has the machine's name and is not its own; null when there is none.
  const kubevirt::VirtualMachineInstance* stranger = nullptr;
  /// The machine's spec as it was when the instance was made; null when nobody knows. Looked at only when
  /// was_changed().
  const kubevirt::VirtualMachineSpec* started_from = nullptr;
  const shared::ClusterConfig& config;
  WallTime now;
  double jitter = 0;  ///< 0 to 1
};

struct Plan {
  Act act = Act::nothing;
  bool paused = false;  ///< of Act::start: with the processors stopped
  /// As they should be. Null: leave it.
  Box<kubevirt::VirtualMachine> machine;           ///< metadata and spec
  Box<kubevirt::VirtualMachineInstance> instance;  ///< the instance, or the stranger that becomes it
  kubevirt::VirtualMachineStatus status;
  std::optional<Duration> again_after;
};

Plan plan(const Given& given);

/// Whether the machine is of another generation than the one its instance was made from.
bool was_changed(const kubevirt::VirtualMachine& machine, const kubevirt::VirtualMachineInstance& instance);

/// What a machine asks for and this release does not have; nothing when all is well.
std::optional<Failure> refusal(const kubevirt::VirtualMachine& machine);

/// Whether a snapshot could hold the machine's volumes: never, in this release.
std::vector<kubevirt::VolumeSnapshotStatus> volume_snapshot_statuses(const kubevirt::VirtualMachine& machine);

}  // namespace coracle::virt::controller::vm

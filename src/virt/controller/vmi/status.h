#pragma once
// The parts of an instance's status that its controller writes.
#include <optional>

#include "base/time.h"
#include "virt/controller/vmi/pods.h"

namespace coracle::virt::controller::vmi {

/// Ready as the pod says it, while the guest runs; else why it cannot be.
kubevirt::Condition ready_condition(const kubevirt::VirtualMachineInstance& vmi, const core::Pod* pod);

/// Enters a phase, and notes when.
void enter(kubevirt::VirtualMachineInstance& vmi, std::string_view phase, WallTime now);

/// What a pod that waits or starts says of itself: its quality of service, and that it fits nowhere.
void follow_pod(kubevirt::VirtualMachineInstance& vmi, const core::Pod& pod, WallTime now);

/// Synchronized=False with the trouble, or without that condition.
void set_trouble(kubevirt::VirtualMachineInstance& vmi, const std::optional<Trouble>& trouble, WallTime now);

/// The revision of its machine's spec it was started from, where what created it could not say so.
void note_revision(kubevirt::VirtualMachineInstance& vmi);

/// From here the node's virt-handler owns the instance: phase, node, launcher, and an entry a volume.
void hand_over(kubevirt::VirtualMachineInstance& vmi, const core::Pod& pod, WallTime now);

}  // namespace coracle::virt::controller::vmi

#pragma once
// What the state of a launcher pod says.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/core/v1/pod.h"
#include "api/kubevirt/v1/virtual_machine_instance.h"
#include "base/time.h"
#include "kube/typed.h"

namespace coracle::virt::controller::vmi {

namespace core = api::core::v1;
namespace kubevirt = api::kubevirt::v1;

/// Succeeded or Failed.
bool is_final(const core::Pod& pod);
/// Final, being deleted, or without its compute container: no guest starts in it any more.
bool is_down_or_going(const core::Pod& pod);
/// The launcher runs and every other container is ready: the instance may be handed over. The compute container's own
/// readiness is not waited for: its probe is the guest's.
bool is_up(const core::Pod& pod);

const core::PodCondition* find_condition(const core::Pod& pod, std::string_view type);

/// Why a container cannot start, in the kubelet's words.
struct Trouble {
  std::string reason;  ///< "ErrImagePull"
  std::string message;
};
std::optional<Trouble> trouble(const core::Pod& pod);

/// When the last of its containers ended; nothing when that is unknown.
std::optional<WallTime> ended(const core::Pod& pod);

/// Image of the container that holds the launcher.
std::string launcher_image(const core::Pod& pod);

/// The pod that carries the guest: the one on the instance's node that is not final, else the youngest; null when there
/// is none.
const core::Pod* current(const kubevirt::VirtualMachineInstance& vmi, const std::vector<const core::Pod*>& pods);

/// The name of an instance's first pod: as generateName would make it, with letters that follow from the instance's
/// uid. So the server itself refuses a second one, whoever asks for it and however late the request arrives.
std::string first_pod_name(const kubevirt::VirtualMachineInstance& vmi);

/// Of pods that say the instance controls them, ours. Whoever may make pods can write an owner into one
/// (CVE-2025-64435); the name of ours is taken once ours is there.
std::vector<kube::Seen<core::Pod>> made_by_us(const kubevirt::VirtualMachineInstance& vmi,
                                              std::vector<kube::Seen<core::Pod>> pods);

}  // namespace coracle::virt::controller::vmi

#include "virt/controller/vmi/pods.h"

#include <algorithm>
#include <array>

#include "net/encoding.h"

namespace coracle::virt::controller::vmi {
namespace {

constexpr std::string_view compute = "compute";

/// Reasons of waiting containers that only a person, or time, can mend.
constexpr std::array<std::string_view, 8> troubles = {
    "ErrImagePull",        "ImagePullBackOff",  "InvalidImageName",           "ErrImageNeverPull",
    "RegistryUnavailable", "ImageInspectError", "CreateContainerConfigError", "CreateContainerError"};

const core::ContainerStatus* status_of(const core::Pod& pod, std::string_view container) {
  const auto& all = pod.status.container_statuses;
  const auto found = std::ranges::find(all, container, &core::ContainerStatus::name);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

bool is_final(const core::Pod& pod) { return pod.status.phase == "Succeeded" || pod.status.phase == "Failed"; }

bool is_down_or_going(const core::Pod& pod) {
  if (is_final(pod) || !pod.metadata.deletion_timestamp.empty()) return true;
  const auto* launcher = status_of(pod, compute);
  return launcher && launcher->state.terminated;
}

bool is_up(const core::Pod& pod) {
  if (is_down_or_going(pod) || pod.status.phase != "Running" || pod.spec.node_name.empty()) return false;
  const auto is_well = [](const core::ContainerStatus& one) {
    return one.name == compute ? one.state.running.has_value() : one.ready;
  };
  const auto& all = pod.status.container_statuses;
  return all.size() == pod.spec.containers.size() && status_of(pod, compute) && std::ranges::all_of(all, is_well);
}

const core::PodCondition* find_condition(const core::Pod& pod, std::string_view type) {
  const auto& all = pod.status.conditions;
  const auto found = std::ranges::find(all, type, &core::PodCondition::type);
  return found == all.end() ? nullptr : &*found;
}

std::optional<Trouble> trouble(const core::Pod& pod) {
  for (const auto* statuses : {&pod.status.init_container_statuses, &pod.status.container_statuses}) {
    for (const auto& one : *statuses) {
      if (!one.state.waiting) continue;
      if (std::ranges::find(troubles, one.state.waiting->reason) == troubles.end()) continue;
      return Trouble{one.state.waiting->reason, one.state.waiting->message};
    }
  }
  return std::nullopt;
}

std::optional<WallTime> ended(const core::Pod& pod) {
  std::optional<WallTime> last;
  for (const auto& one : pod.status.container_statuses) {
    if (!one.state.terminated) continue;
    const auto when = parse_time(one.state.terminated->finished_at.text);
    if (when && (!last || *when > *last)) last = when;
  }
  return last;
}

std::string launcher_image(const core::Pod& pod) {
  const auto& all = pod.spec.containers;
  const auto found = std::ranges::find(all, compute, &core::Container::name);
  return found == all.end() ? std::string() : found->image;
}

const core::Pod* current(const kubevirt::VirtualMachineInstance& vmi, const std::vector<const core::Pod*>& pods) {
  const core::Pod* best = nullptr;
  const auto worth = [&vmi](const core::Pod& pod) {
    const bool here = !vmi.status.node_name.empty() && pod.spec.node_name == vmi.status.node_name;
    return (here ? 2 : 0) + (is_final(pod) ? 0 : 1);
  };
  for (const auto* pod : pods) {
    if (!best || worth(*pod) > worth(*best) ||
        (worth(*pod) == worth(*best) && pod->metadata.creation_timestamp.text > best->metadata.creation_timestamp.text))
      best = pod;
  }
  return best;
}

std::string first_pod_name(const kubevirt::VirtualMachineInstance& vmi) {
  // As the API server does with generateName: 63 characters, of which 5 are the ending.
  constexpr std::size_t base_length = 58;
  constexpr std::string_view alphabet = "bcdfghjklmnpqrstvwxz2456789";
  auto name = ("virt-launcher-" + vmi.metadata.name + "-").substr(0, base_length);
  const auto hash = net::sha1(vmi.metadata.uid);
  for (std::size_t i = 0; i < 5; ++i) name += alphabet[static_cast<unsigned char>(hash[i]) % alphabet.size()];
  return name;
}

std::vector<kube::Seen<core::Pod>> made_by_us(const kubevirt::VirtualMachineInstance& vmi,
                                              std::vector<kube::Seen<core::Pod>> pods) {
  const auto name = first_pod_name(vmi);
  std::erase_if(pods, [&name](const auto& pod) { return pod.key().name != name; });
  return pods;
}

}  // namespace coracle::virt::controller::vmi

#pragma once
// What the controller of instances does about one of them, as data. Pure: no clock, no network.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "virt/controller/vmi/status.h"

namespace coracle::virt::controller::vmi {

struct Given {
  const kubevirt::VirtualMachineInstance& vmi;
  std::vector<const core::Pod*> pods;  ///< that it controls
  /// Whether what controls it is there; an instance that nothing controls, or whose owner is gone, is let go by us.
  bool owned = false;
  std::string launcher_image;  ///< that new pods get
  /// Why no pod could be made; Synchronized says so.
  std::optional<Trouble> trouble;
  WallTime now;
};

/// Labels, annotations and the readiness gate of a pod, where they are not what the instance wants. Null: leave it.
struct PodChange {
  const core::Pod* pod = nullptr;
  std::map<std::string, std::optional<std::string>> labels;  ///< no value: remove
  std::map<std::string, std::optional<std::string>> annotations;
  std::optional<bool> unpaused;
};

struct Plan {
  bool create_pod = false;
  std::vector<const core::Pod*> remove;
  kubevirt::VirtualMachineInstance vmi;  ///< as it should be: labels, finalizers, status
  std::optional<PodChange> pod;
  std::optional<Duration> again_after;
};

Plan plan(const Given& given);

}  // namespace coracle::virt::controller::vmi

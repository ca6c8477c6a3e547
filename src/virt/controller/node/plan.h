#pragma once
// What becomes of a node whose virt-handler has fallen silent, and of the instances there. Pure.
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/node.h"
#include "api/core/v1/pod.h"
#include "api/kubevirt/v1/virtual_machine_instance.h"
#include "base/time.h"

namespace coracle::virt::controller::node {

namespace core = api::core::v1;
namespace kubevirt = api::kubevirt::v1;

/// An instance that was handed over to the node, and its pods.
struct Guest {
  const kubevirt::VirtualMachineInstance* vmi = nullptr;
  std::vector<const core::Pod*> pods;
};

struct Given {
  const core::Node* node = nullptr;  ///< null when there is no such node any more
  std::vector<Guest> guests;
  WallTime now;
  WallTime not_before;  ///< no node is called silent earlier
};

struct Plan {
  bool mark_unschedulable = false;
  /// Nobody watches them and no pod of theirs lives: they are Failed.
  std::vector<const kubevirt::VirtualMachineInstance*> lost;
  std::optional<Duration> again_after;
};

/// A heartbeat older than five minutes is none. A node that never had one is not ours to judge.
bool is_silent(const core::Node& node, WallTime now);
Plan plan(const Given& given);

}  // namespace coracle::virt::controller::node

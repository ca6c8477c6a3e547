#pragma once
#include <map>
#include <optional>
#include <string>

#include "api/core/v1/node.h"
#include "base/time.h"
#include "json/value.h"

namespace coracle::virt::handler {

inline constexpr const char* kvm_annotation = "coracle.dev/kvm";
inline constexpr const char* address_annotation = "coracle.dev/virt-handler-address";

/// What virt-handler wants said of its Node.
struct NodeState {
  std::optional<std::map<std::string, std::string>> labels;  ///< of the node probe; absent until it was read
  bool schedulable = false;
  std::string kvm;      ///< "usable" ...; empty until it was probed
  std::string address;  ///< of virt-handler's port; empty until it listens
  std::optional<WallTime> heartbeat;
};

/// The merge patch that makes it so; an empty object when nothing is to be changed. A heartbeat is written when it is
/// given. With the annotation node-labeller.kubevirt.io/skip-node the probe's labels are left alone.
json::Object node_patch(const api::core::v1::Node& node, const NodeState& wanted);

}  // namespace coracle::virt::handler

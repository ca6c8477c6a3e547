#pragma once
// Whether guests are emulated (--emulation=auto): pure.
#include <map>
#include <string>
#include <string_view>

#include "json/value.h"

namespace coracle::virt::operator_ {

/// Node annotation of virt-handler: "usable", "slow", "broken", "no-permission", "absent".
inline constexpr std::string_view kvm_annotation = "coracle.dev/kvm";
/// On the KubeVirt object: useEmulation there is ours, so it may follow the nodes. A user's is left alone.
inline constexpr std::string_view emulation_annotation = "coracle.dev/use-emulation-set-by";

enum class EmulationStep {
  leave,     ///< as it is
  turn_on,   ///< no node can run guests with KVM
  turn_off,  ///< it was ours, and KVM works now
  let_go,    ///< the user has changed what was ours: it is the user's
};

/// `kvm` holds each node's word; nodes that have not said anything are left out.
EmulationStep decide_emulation(const json::Value& kubevirt, const std::map<std::string, std::string>& kvm);

/// Why the node runs no guest with KVM, for its event.
std::string_view kvm_sentence(std::string_view word);

}  // namespace coracle::virt::operator_

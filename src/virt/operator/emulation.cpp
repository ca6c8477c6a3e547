#include "virt/operator/emulation.h"

#include <algorithm>

#include "virt/operator/wanted.h"

namespace coracle::virt::operator_ {

EmulationStep decide_emulation(const json::Value& kubevirt, const std::map<std::string, std::string>& kvm) {
  const auto* set = json::find(kubevirt, {"spec", "configuration", "developerConfiguration", "useEmulation"});
  const bool on = set != nullptr && set->is_bool() && set->get_bool();
  const bool ours = json::text(kubevirt, {"metadata", "annotations", emulation_annotation}) == field_manager;
  if (ours && !on) return EmulationStep::let_go;
  if (kvm.empty() || (set != nullptr && !ours)) return EmulationStep::leave;
  const bool usable = std::ranges::any_of(kvm, [](const auto& node) { return node.second == "usable"; });
  if (ours) return usable ? EmulationStep::turn_off : EmulationStep::leave;
  return usable ? EmulationStep::leave : EmulationStep::turn_on;
}

std::string_view kvm_sentence(std::string_view word) {
  if (word == "usable") return "KVM works";
  if (word == "slow") return "KVM runs code, but not at the speed of a processor";
  if (word == "broken") return "/dev/kvm opens, but code does not run in it";
  if (word == "no-permission") return "/dev/kvm may not be opened";
  if (word == "absent") return "there is no KVM";
  return "nothing is known of KVM";
}

}  // namespace coracle::virt::operator_

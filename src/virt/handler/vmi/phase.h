#pragma once
#include <string>

#include "virt/handler/vmi/view.h"

namespace coracle::virt::handler {

/// No socket for so long, and the instance has failed.
inline constexpr Duration longest_without_socket = std::chrono::minutes(3);
/// A launcher that knows no domain of a running instance for so long has lost it.
inline constexpr Duration longest_without_domain = std::chrono::seconds(5);

/// The instance's phase by what is known now. Only Scheduled, Running, Succeeded and Failed come of it, and final
/// phases stay. What is merely not known (a launcher that does not answer) changes nothing: unknown is not gone.
std::string phase_of(const View& view);

bool is_final(const api::kubevirt::v1::VirtualMachineInstance& vmi);
/// Whether the guest takes the power button.
bool has_acpi(const api::kubevirt::v1::VirtualMachineInstance& vmi);
/// The pod's containers, or the one that matters, have ended.
bool pod_has_ended(const View& view);

}  // namespace coracle::virt::handler

#pragma once
#include <string>

#include "virt/launcher/libvirt/domain.h"

namespace coracle::virt::launcher {

/// Whether a domain in this state has QEMU running.
bool is_active(const DomainStatus& status);

/// How a guest that does not run any more came to its end, in DomainReport's words.
/// `asked`: its power button was pressed before. `panicked`: the guest said so.
struct Outcome {
  DomainStatus status;
  bool grace_expired = false;
  bool operator==(const Outcome&) const = default;
};
Outcome outcome_of(DomainStatus status, bool asked, bool panicked);

/// What virt-launcher's exit status tells the monitor, and so the pod's phase: 0 after an orderly end, 100 else. The
/// instance's phase follows the same rule (virt-handler).
int exit_status(const Outcome& outcome);

}  // namespace coracle::virt::launcher

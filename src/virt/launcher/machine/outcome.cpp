#include "virt/launcher/machine/outcome.h"

namespace coracle::virt::launcher {

namespace outcomes {
namespace {
constexpr int guest_is_over = 0;
constexpr int guest_has_failed = 100;
}  // namespace
}  // namespace outcomes

bool is_active(const DomainStatus& status) {
  return status.state == "Running" || status.state == "Blocked" || status.state == "Paused" ||
         status.state == "Shutdown" || status.state == "PMSuspended";
}

Outcome outcome_of(DomainStatus status, bool asked, bool panicked) {
  Outcome outcome;
  if (panicked || status.state == "Crashed") {
    outcome.status = {"Crashed", panicked ? "Panicked" : status.reason};
    return outcome;
  }
  // libvirtd that was started after the end knows no reason: nobody saw an orderly one.
  const bool unknown = status.reason.empty() || status.reason == "Unknown" || status.reason == "Daemon";
  outcome.status = {"Shutoff", unknown ? "Failed" : status.reason};
  outcome.grace_expired = asked && outcome.status.reason == "Destroyed";
  return outcome;
}

int exit_status(const Outcome& outcome) {
  if (outcome.status.state != "Shutoff" || outcome.grace_expired) return outcomes::guest_has_failed;
  const auto& reason = outcome.status.reason;
  const bool orderly = reason == "Shutdown" || reason == "Destroyed" || reason == "Saved" || reason == "Migrated" ||
                       reason == "FromSnapshot";
  return orderly ? outcomes::guest_is_over : outcomes::guest_has_failed;
}

}  // namespace coracle::virt::launcher

#include "virt/handler/vmi/phase.h"

#include <algorithm>
#include <array>

#include "api/kubevirt/v1/states.h"

namespace coracle::virt::handler {
namespace phase = api::kubevirt::v1::vmi_phase;

namespace phases {
namespace {

constexpr std::array failures{"Crashed", "Panicked", "Failed"};
constexpr std::array orderly{"Shutdown", "Saved", "FromSnapshot"};

bool in(const auto& words, const std::string& word) { return std::ranges::find(words, word) != words.end(); }

/// Empty when the domain's state says nothing of an end: one that is defined and was never started is Shutoff too.
std::string end_of(const View& view) {
  const auto& report = *view.report;
  if (!has_ended(report)) return {};
  if (report.state == "Crashed" || in(failures, report.reason)) {
    // A start that failed is tried again.
    const bool never_ran = report.reason == "Failed" && view.vmi.status.phase != phase::running;
    return never_ran ? std::string() : std::string(phase::failed);
  }
  if (in(orderly, report.reason)) return std::string(phase::succeeded);
  if (report.reason != "Destroyed") return view.vmi.status.phase == phase::running ? std::string(phase::failed) : "";
  // A guest that could have shut down, was given time for it and had to be ended has failed; one without ACPI or
  // without time can only be ended so.
  const bool had_time = view.vmi.spec.termination_grace_period_seconds.value_or(30) != 0;
  return std::string(report.grace_expired || (has_acpi(view.vmi) && had_time) ? phase::failed : phase::succeeded);
}

/// QEMU stands still for a moment while it starts; that is no guest yet, unless it is to stay so.
bool runs(const View& view) {
  if (!is_alive(*view.report)) return false;
  const bool still_starting = view.report->state == "Paused" && view.report->reason == "StartingUp";
  return !still_starting || view.vmi.spec.start_strategy == api::kubevirt::v1::start_strategy::paused;
}

bool is_lost(const View& view) {
  const auto beyond = [](const std::optional<Duration>& time, Duration limit) { return time && *time >= limit; };
  return view.pod_gone || pod_has_ended(view) || view.unresponsive ||
         beyond(view.socket_missing, longest_without_socket);
}

}  // namespace
}  // namespace phases

bool is_final(const api::kubevirt::v1::VirtualMachineInstance& vmi) {
  return vmi.status.phase == phase::succeeded || vmi.status.phase == phase::failed;
}

bool has_acpi(const api::kubevirt::v1::VirtualMachineInstance& vmi) {
  const auto& features = vmi.spec.domain.features;
  return !features || features->acpi.enabled.value_or(true);
}

bool pod_has_ended(const View& view) {
  if (view.pod == nullptr) return false;
  const auto& status = view.pod->status;
  if (status.phase == "Succeeded" || status.phase == "Failed") return true;
  return std::ranges::any_of(status.container_statuses, [](const auto& container) {
    return container.name == "compute" && container.state.terminated;
  });
}

std::string phase_of(const View& view) {
  const auto& now = view.vmi.status.phase;
  const bool scheduled = now == phase::scheduled;
  const bool running = now == phase::running;
  if (!scheduled && !running) return now;
  if (view.report) {
    if (auto end = phases::end_of(view); !end.empty()) return end;
  }
  if (phases::is_lost(view)) return std::string(phase::failed);
  if (view.report && phases::runs(view)) return std::string(phase::running);
  if (running && view.domain_missing && *view.domain_missing >= longest_without_domain)
    return std::string(phase::failed);
  // Deleted before it ran: there is nothing to shut down.
  if (scheduled && view.killed && !view.vmi.metadata.deletion_timestamp.empty()) return std::string(phase::failed);
  return now;
}

}  // namespace coracle::virt::handler

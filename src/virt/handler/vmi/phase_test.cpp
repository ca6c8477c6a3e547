#include "virt/handler/vmi/phase.h"

#include <gtest/gtest.h>

#include "virt/handler/vmi/shutdown.h"

namespace coracle::virt::handler {
namespace {
using namespace std::chrono_literals;
namespace kubevirt = api::kubevirt::v1;

kubevirt::VirtualMachineInstance vmi_in(const char* phase, std::int64_t grace = 30, bool acpi = true) {
  kubevirt::VirtualMachineInstance vmi;
  vmi.status.phase = phase;
  vmi.spec.termination_grace_period_seconds = grace;
  vmi.spec.domain.features.ensure().acpi.enabled = acpi;
  return vmi;
}

shared::DomainReport report_of(const char* state, const char* reason) {
  shared::DomainReport report;
  report.state = state;
  report.reason = reason;
  return report;
}

TEST(Phase, follows_what_the_domain_does) {
  struct Case {
    const char* phase;
    const char* state;
    const char* reason;
    std::int64_t grace;
    bool acpi;
    bool grace_expired;
    const char* next;
  };
  const Case cases[] = {
      {"Scheduled", "", "", 30, true, false, "Scheduled"},
      {"Scheduled", "NoState", "Unknown", 30, true, false, "Scheduled"},
      {"Scheduled", "Running", "Booted", 30, true, false, "Running"},
      {"Scheduled", "Paused", "StartingUp", 30, true, false, "Scheduled"},
      {"Scheduled", "Paused", "User", 30, true, false, "Running"},
      {"Scheduled", "Shutoff", "Unknown", 30, true, false, "Scheduled"},
      {"Scheduled", "Shutoff", "Failed", 30, true, false, "Scheduled"},
      {"Scheduled", "Shutoff", "Shutdown", 30, true, false, "Succeeded"},
      {"Running", "Blocked", "Unknown", 30, true, false, "Running"},
      {"Running", "Paused", "User", 30, true, false, "Running"},
      {"Running", "PMSuspended", "Unknown", 30, true, false, "Running"},
      {"Running", "Shutdown", "User", 30, true, false, "Running"},
      {"Running", "Shutoff", "Shutdown", 30, true, false, "Succeeded"},
      {"Running", "Shutoff", "Saved", 30, true, false, "Succeeded"},
      {"Running", "Shutoff", "FromSnapshot", 30, true, false, "Succeeded"},
      {"Running", "Shutoff", "Crashed", 30, true, false, "Failed"},
      {"Running", "Shutoff", "Failed", 30, true, false, "Failed"},
      {"Running", "Shutoff", "Unknown", 30, true, false, "Failed"},
      {"Running", "Crashed", "Panicked", 30, true, false, "Failed"},
      {"Running", "Shutoff", "Destroyed", 0, true, false, "Succeeded"},
      {"Running", "Shutoff", "Destroyed", 30, false, false, "Succeeded"},
      {"Running", "Shutoff", "Destroyed", 30, true, false, "Failed"},
      {"Running", "Shutoff", "Destroyed", 0, true, true, "Failed"},
      {"Succeeded", "Running", "Booted", 30, true, false, "Succeeded"},
      {"Failed", "Shutoff", "Shutdown", 30, true, false, "Failed"},
      {"Scheduling", "Running", "Booted", 30, true, false, "Scheduling"},
  };
  for (const auto& one : cases) {
    const auto vmi = vmi_in(one.phase, one.grace, one.acpi);
    auto report = report_of(one.state, one.reason);
    report.grace_expired = one.grace_expired;
    View view{.vmi = vmi};
    view.report = &report;
    view.connected = true;
    EXPECT_EQ(phase_of(view), one.next) << one.phase << " with " << one.state << "/" << one.reason << " grace "
                                        << one.grace << " acpi " << one.acpi;
  }
}

TEST(Phase, a_guest_that_starts_paused_runs) {
  auto vmi = vmi_in("Scheduled");
  vmi.spec.start_strategy = "Paused";
  const auto report = report_of("Paused", "StartingUp");
  View view{.vmi = vmi};
  view.report = &report;
  EXPECT_EQ(phase_of(view), "Running");
}

TEST(Phase, unknown_is_not_gone) {
  const auto vmi = vmi_in("Running");
  View view{.vmi = vmi};
  EXPECT_EQ(phase_of(view), "Running") << "the launcher has not been heard yet";
  view.socket_missing = 179s;
  EXPECT_EQ(phase_of(view), "Running");
  view.socket_missing = 180s;
  EXPECT_EQ(phase_of(view), "Failed");
  view.socket_missing.reset();
  view.domain_missing = 4s;
  EXPECT_EQ(phase_of(view), "Running");
  view.domain_missing = 5s;
  EXPECT_EQ(phase_of(view), "Failed");
}

TEST(Phase, an_instance_without_its_pod_or_launcher_has_failed) {
  for (const char* phase : {"Scheduled", "Running"}) {
    const auto vmi = vmi_in(phase);
    View view{.vmi = vmi};
    view.pod_gone = true;
    EXPECT_EQ(phase_of(view), "Failed") << phase;
    view.pod_gone = false;
    view.unresponsive = true;
    EXPECT_EQ(phase_of(view), "Failed") << phase;
    view.unresponsive = false;
    api::core::v1::Pod launcher;
    launcher.status.phase = "Succeeded";
    view.pod = &launcher;
    EXPECT_EQ(phase_of(view), "Failed") << phase;
    const auto report = report_of("Shutoff", "Shutdown");
    view.report = &report;
    EXPECT_EQ(phase_of(view), "Succeeded") << "the launcher's last word counts more";
    launcher.status.phase = "Running";
    view.report = nullptr;
    launcher.status.container_statuses.emplace_back().name = "compute";
    launcher.status.container_statuses[0].state.terminated.emplace();
    EXPECT_EQ(phase_of(view), "Failed") << phase;
  }
}

TEST(Phase, an_instance_deleted_before_it_ran_has_failed) {
  auto vmi = vmi_in("Scheduled");
  vmi.metadata.deletion_timestamp.text = "2026-01-01T00:00:00Z";
  View view{.vmi = vmi};
  view.connected = true;
  EXPECT_EQ(phase_of(view), "Scheduled");
  view.killed = true;
  EXPECT_EQ(phase_of(view), "Failed");
}

using Do = EndingStep::Do;

TEST(Shutdown, presses_the_power_button_politely_and_ends_the_guest_when_its_time_is_up) {
  const WallTime begin{1000s};
  Ending ending{.acpi = true, .grace_seconds = 12, .asked_for = begin, .last_pressed = {}, .last_killed = {}};
  ManualClock clock(begin);
  EXPECT_EQ(ending_step(ending, clock.now()), (EndingStep{Do::press, 5s}));
  ending.last_pressed = clock.now();
  clock.advance(1s);
  EXPECT_EQ(ending_step(ending, clock.now()), (EndingStep{Do::nothing, 4s}));
  clock.advance(4s);
  EXPECT_EQ(ending_step(ending, clock.now()), (EndingStep{Do::press, 5s}));
  ending.last_pressed = clock.now();
  clock.advance(5s);
  EXPECT_EQ(ending_step(ending, clock.now()), (EndingStep{Do::press, 2s}));
  ending.last_pressed = clock.now();
  clock.advance(2s);
  EXPECT_EQ(ending_step(ending, clock.now()), (EndingStep{Do::kill, 10s}));
  ending.last_killed = clock.now();
  clock.advance(3s);
  EXPECT_EQ(ending_step(ending, clock.now()), (EndingStep{Do::nothing, 7s}));
  clock.advance(7s);
  EXPECT_EQ(ending_step(ending, clock.now()), (EndingStep{Do::kill, 10s}));
}

TEST(Shutdown, without_time_or_acpi_ends_at_once) {
  const WallTime now{1000s};
  EXPECT_EQ(ending_step({.acpi = true, .grace_seconds = 0, .asked_for = now}, now).what, Do::kill);
  EXPECT_EQ(ending_step({.acpi = false, .grace_seconds = 30, .asked_for = now}, now).what, Do::kill);
}

TEST(Shutdown, a_clock_that_runs_behind_gives_no_more_than_the_time_there_is) {
  const WallTime now{1000s};
  const auto step = ending_step({.acpi = true, .grace_seconds = 3, .asked_for = now + 100s}, now);
  EXPECT_EQ(step, (EndingStep{Do::press, 3s}));
  EXPECT_EQ(ending_step({.acpi = true, .grace_seconds = INT64_MAX, .asked_for = now}, now).what, Do::press);
}

}  // namespace
}  // namespace coracle::virt::handler

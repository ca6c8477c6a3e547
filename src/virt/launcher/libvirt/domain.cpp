#include "virt/launcher/libvirt/domain.h"

#include <libvirt/libvirt.h>

#include <span>
#include <string_view>

namespace coracle::virt::launcher {
namespace {

using Words = std::span<const std::string_view>;

// Positions are libvirt's numbers. https://libvirt.org/html/libvirt-libvirt-domain.html
constexpr std::string_view state_words[] = {"NoState",  "Running", "Blocked", "Paused",
                                            "Shutdown", "Shutoff", "Crashed", "PMSuspended"};
constexpr std::string_view running_reasons[] = {"Unknown",      "Booted",   "Migrated",          "Restored",
                                                "FromSnapshot", "Unpaused", "MigrationCanceled", "SaveCanceled",
                                                "Wakeup",       "Crashed",  "Postcopy",          "PostcopyFailed"};
constexpr std::string_view paused_reasons[] = {"Unknown", "User",       "Migration",    "Save",           "Dump",
                                               "IOError", "Watchdog",   "FromSnapshot", "ShuttingDown",   "Snapshot",
                                               "Crashed", "StartingUp", "Postcopy",     "PostcopyFailed", "ApiError"};
constexpr std::string_view shutdown_reasons[] = {"Unknown", "User"};
constexpr std::string_view shutoff_reasons[] = {"Unknown", "Shutdown", "Destroyed",    "Crashed", "Migrated",
                                                "Saved",   "Failed",   "FromSnapshot", "Daemon"};
constexpr std::string_view crashed_reasons[] = {"Unknown", "Panicked"};

constexpr std::string_view event_words[] = {"Defined", "Undefined", "Started",     "Suspended", "Resumed",
                                            "Stopped", "Shutdown",  "PMSuspended", "Crashed"};
constexpr std::string_view started_details[] = {"Booted",       "Migrated", "Restored",
                                                "FromSnapshot", "Wakeup",   "Recovered"};
constexpr std::string_view suspended_details[] = {"Paused",       "Migrated", "IOError",  "Watchdog",      "Restored",
                                                  "FromSnapshot", "ApiError", "Postcopy", "PostcopyFailed"};
constexpr std::string_view resumed_details[] = {"Unpaused", "Migrated", "FromSnapshot", "Postcopy", "PostcopyFailed"};
constexpr std::string_view stopped_details[] = {"Shutdown", "Destroyed", "Crashed",     "Migrated",
                                                "Saved",    "Failed",    "FromSnapshot"};
constexpr std::string_view shutdown_details[] = {"Finished", "Guest", "Host"};
constexpr std::string_view crashed_details[] = {"Panicked", "CrashLoaded"};

std::string word(Words words, int number) {
  if (number < 0 || static_cast<std::size_t>(number) >= words.size()) return "Unknown";
  return std::string(words[static_cast<std::size_t>(number)]);
}

Words reasons_of(int state) {
  switch (state) {
    case VIR_DOMAIN_RUNNING:
      return running_reasons;
    case VIR_DOMAIN_PAUSED:
      return paused_reasons;
    case VIR_DOMAIN_SHUTDOWN:
      return shutdown_reasons;
    case VIR_DOMAIN_SHUTOFF:
      return shutoff_reasons;
    case VIR_DOMAIN_CRASHED:
      return crashed_reasons;
    default:
      return {};
  }
}

Words details_of(int event) {
  switch (event) {
    case VIR_DOMAIN_EVENT_STARTED:
      return started_details;
    case VIR_DOMAIN_EVENT_SUSPENDED:
      return suspended_details;
    case VIR_DOMAIN_EVENT_RESUMED:
      return resumed_details;
    case VIR_DOMAIN_EVENT_STOPPED:
      return stopped_details;
    case VIR_DOMAIN_EVENT_SHUTDOWN:
      return shutdown_details;
    case VIR_DOMAIN_EVENT_CRASHED:
      return crashed_details;
    default:
      return {};
  }
}

}  // namespace

DomainStatus describe_state(int state, int reason) {
  return {word(state_words, state), word(reasons_of(state), reason)};
}

DomainEvent lifecycle_event(std::string domain, int event, int detail) {
  return {DomainEvent::Kind::lifecycle, std::move(domain), word(event_words, event), word(details_of(event), detail)};
}

}  // namespace coracle::virt::launcher

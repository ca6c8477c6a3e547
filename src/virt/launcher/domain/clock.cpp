#include <pugixml.hpp>

#include "virt/launcher/domain/concerns.h"

namespace coracle::virt::launcher::domain {

namespace clock_concern {
namespace {

pugi::xml_node add_timer(pugi::xml_node clock, const char* name, std::optional<bool> present,
                         const std::string& tick_policy = {}) {
  auto timer = element(clock, "timer");
  attribute(timer, "name", name);
  attribute(timer, "present", present.value_or(true) ? "yes" : "no");
  if (!tick_policy.empty()) attribute(timer, "tickpolicy", tick_policy);
  return timer;
}

void add_timers(pugi::xml_node clock, const api::kubevirt::v1::Timer& timers) {
  if (timers.rtc) {
    auto rtc = add_timer(clock, "rtc", timers.rtc->present, timers.rtc->tick_policy);
    if (!timers.rtc->track.empty()) attribute(rtc, "track", timers.rtc->track);
  }
  if (timers.pit) add_timer(clock, "pit", timers.pit->present, timers.pit->tick_policy);
  if (timers.kvm) add_timer(clock, "kvmclock", timers.kvm->present);
  if (timers.hpet) add_timer(clock, "hpet", timers.hpet->present, timers.hpet->tick_policy);
  if (timers.hyperv) add_timer(clock, "hypervclock", timers.hyperv->present);
}

}  // namespace
}  // namespace clock_concern

void add_clock(pugi::xml_node domain, const Input& input) {
  const auto& spec = input.vmi.spec.domain;
  auto clock = element(domain, "clock");
  if (spec.clock && !spec.clock->timezone.empty()) {
    attribute(attribute(clock, "offset", "timezone"), "timezone", spec.clock->timezone);
  } else if (spec.clock && spec.clock->utc && spec.clock->utc->offset_seconds) {
    attribute(attribute(clock, "offset", "variable"), "basis", "utc");
    attribute(clock, "adjustment", std::to_string(*spec.clock->utc->offset_seconds));
  } else {
    attribute(clock, "offset", "utc");
  }
  if (spec.clock && spec.clock->timer) clock_concern::add_timers(clock, *spec.clock->timer);
  element(domain, "on_poweroff", "destroy");
  element(domain, "on_reboot",
          spec.reboot_policy == api::kubevirt::v1::reboot_policy::terminate ? "destroy" : "restart");
  element(domain, "on_crash", "destroy");
}

}  // namespace coracle::virt::launcher::domain

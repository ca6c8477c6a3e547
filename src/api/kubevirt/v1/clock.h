#pragma once
// The guest's clock and timers.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Values of HPETTickPolicy.
namespace hpet_tick_policy {
inline constexpr std::string_view delay = "delay";
inline constexpr std::string_view catchup = "catchup";
inline constexpr std::string_view merge = "merge";
inline constexpr std::string_view discard = "discard";
}  // namespace hpet_tick_policy

/// Values of PITTickPolicy.
namespace pit_tick_policy {
inline constexpr std::string_view delay = "delay";
inline constexpr std::string_view catchup = "catchup";
inline constexpr std::string_view discard = "discard";
}  // namespace pit_tick_policy

/// Values of RTCTickPolicy.
namespace rtc_tick_policy {
inline constexpr std::string_view delay = "delay";
inline constexpr std::string_view catchup = "catchup";
}  // namespace rtc_tick_policy

/// Values of RTCTimerTrack.
namespace rtc_timer_track {
inline constexpr std::string_view guest = "guest";
inline constexpr std::string_view wall = "wall";
}  // namespace rtc_timer_track

/// A hardware clock in UTC.
struct ClockOffsetUTC {
  std::optional<std::int64_t> offset_seconds;
};
const schema::Struct& describe(const ClockOffsetUTC*);

/// High Precision Event Timer.
struct HPETTimer {
  std::string tick_policy;  ///< hpet_tick_policy
  std::optional<bool> present;
};
const schema::Struct& describe(const HPETTimer*);

/// The paravirtual clock of KVM.
struct KVMTimer {
  std::optional<bool> present;
};
const schema::Struct& describe(const KVMTimer*);

/// Programmable Interval Timer.
struct PITTimer {
  std::string tick_policy;  ///< pit_tick_policy
  std::optional<bool> present;
};
const schema::Struct& describe(const PITTimer*);

/// Real-time clock.
struct RTCTimer {
  std::string tick_policy;  ///< rtc_tick_policy
  std::optional<bool> present;
  std::string track;  ///< rtc_timer_track
};
const schema::Struct& describe(const RTCTimer*);

/// Reference clock of Hyper-V.
struct HypervTimer {
  std::optional<bool> present;
};
const schema::Struct& describe(const HypervTimer*);

/// Timers the guest sees.
struct Timer {
  Box<HPETTimer> hpet;
  Box<KVMTimer> kvm;
  Box<PITTimer> pit;
  Box<RTCTimer> rtc;
  Box<HypervTimer> hyperv;
};
const schema::Struct& describe(const Timer*);

/// The hardware clock and its timers.
struct Clock {
  Box<ClockOffsetUTC> utc;
  std::string timezone;
  Box<Timer> timer;
};
const schema::Struct& describe(const Clock*);

}  // namespace coracle::api::kubevirt::v1

#include "api/kubevirt/v1/clock.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ClockOffsetUTC*) {
  using T = ClockOffsetUTC;
  static const Field fields[] = {
      field<&T::offset_seconds>("offsetSeconds",
                                "Seconds the clock is ahead of UTC; it is reset at each start when absent."),
  };
  static const Struct table{"io.kubevirt.v1.ClockOffsetUTC", "A hardware clock in UTC.", fields};
  return table;
}

const Struct& describe(const HPETTimer*) {
  using T = HPETTimer;
  static const Field fields[] = {
      field<&T::tick_policy>("tickPolicy", "What happens to ticks the guest missed."),
      field<&T::present>("present", "Whether the guest sees it; true when absent."),
  };
  static const Struct table{"io.kubevirt.v1.HPETTimer", "High Precision Event Timer.", fields};
  return table;
}

const Struct& describe(const KVMTimer*) {
  using T = KVMTimer;
  static const Field fields[] = {
      field<&T::present>("present", "Whether the guest sees it; true when absent."),
  };
  static const Struct table{"io.kubevirt.v1.KVMTimer", "The paravirtual clock of KVM.", fields};
  return table;
}

const Struct& describe(const PITTimer*) {
  using T = PITTimer;
  static const Field fields[] = {
      field<&T::tick_policy>("tickPolicy", "What happens to ticks the guest missed."),
      field<&T::present>("present", "Whether the guest sees it; true when absent."),
  };
  static const Struct table{"io.kubevirt.v1.PITTimer", "Programmable Interval Timer.", fields};
  return table;
}

const Struct& describe(const RTCTimer*) {
  using T = RTCTimer;
  static const Field fields[] = {
      field<&T::tick_policy>("tickPolicy", "What happens to ticks the guest missed."),
      field<&T::present>("present", "Whether the guest sees it; true when absent."),
      field<&T::track>("track", "What the clock follows: guest time or the wall clock."),
  };
  static const Struct table{"io.kubevirt.v1.RTCTimer", "Real-time clock.", fields};
  return table;
}

const Struct& describe(const HypervTimer*) {
  using T = HypervTimer;
  static const Field fields[] = {
      field<&T::present>("present", "Whether the guest sees it; true when absent."),
  };
  static const Struct table{"io.kubevirt.v1.HypervTimer", "Reference clock of Hyper-V.", fields};
  return table;
}

const Struct& describe(const Timer*) {
  using T = Timer;
  static const Field fields[] = {
      field<&T::hpet>("hpet", "High Precision Event Timer."),
      field<&T::kvm>("kvm", "The paravirtual clock of KVM."),
      field<&T::pit>("pit", "Programmable Interval Timer."),
      field<&T::rtc>("rtc", "Real-time clock."),
      field<&T::hyperv>("hyperv", "Reference clock of Hyper-V, for Windows."),
  };
  static const Struct table{"io.kubevirt.v1.Timer", "Timers the guest sees.", fields};
  return table;
}

const Struct& describe(const Clock*) {
  using T = Clock;
  static const Field fields[] = {
      field<&T::utc>("utc", "Runs the hardware clock in UTC."),
      field<&T::timezone>("timezone", "Runs the hardware clock in the local time of this zone, such as Europe/Berlin."),
      field<&T::timer>("timer", "Timers the guest sees."),
  };
  static const Struct table{"io.kubevirt.v1.Clock", "The hardware clock and its timers.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1

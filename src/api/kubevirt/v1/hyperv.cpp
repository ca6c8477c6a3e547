#include "api/kubevirt/v1/hyperv.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const FeatureSpinlocks*) {
  using T = FeatureSpinlocks;
  static const Field fields[] = {
      field<&T::enabled>("enabled", "On or off; on when absent."),
      field<&T::spinlocks>("spinlocks", "Tries before notice is given; 4096 when absent, and at least that."),
  };
  static const Struct table{"io.kubevirt.v1.FeatureSpinlocks", "Notice of long spinlocks.", fields};
  return table;
}

const Struct& describe(const SyNICTimer*) {
  using T = SyNICTimer;
  static const Field fields[] = {
      field<&T::enabled>("enabled", "On or off; on when absent."),
      field<&T::direct>("direct", "Delivers expiry as an interrupt, without a message."),
  };
  static const Struct table{"io.kubevirt.v1.SyNICTimer", "Timers of the synthetic interrupt controller.", fields};
  return table;
}

const Struct& describe(const FeatureVendorID*) {
  using T = FeatureVendorID;
  static const Field fields[] = {
      field<&T::enabled>("enabled", "On or off; on when absent."),
      field<&T::vendorid>("vendorid", "The name, at most 12 characters."),
  };
  static const Struct table{"io.kubevirt.v1.FeatureVendorID", "Vendor name the guest reads.", fields};
  return table;
}

const Struct& describe(const TLBFlush*) {
  using T = TLBFlush;
  static const Field fields[] = {
      field<&T::enabled>("enabled", "On or off; on when absent."),
      field<&T::direct>("direct", "Lets a nested hypervisor's guests flush directly."),
      field<&T::extended>("extended", "Lets the guest flush ranges of addresses."),
  };
  static const Struct table{"io.kubevirt.v1.TLBFlush", "Paravirtual flush of address translations.", fields};
  return table;
}

const Struct& describe(const FeatureHyperv*) {
  using T = FeatureHyperv;
  static const Field fields[] = {
      field<&T::relaxed>("relaxed", "Tells the guest not to trust its watchdog timeouts."),
      field<&T::vapic>("vapic", "Paravirtual interrupt controller."),
      field<&T::spinlocks>("spinlocks", "Tells the hypervisor when a spinlock is taking long."),
      field<&T::vpindex>("vpindex", "Numbers of the virtual processors."),
      field<&T::runtime>("runtime", "How long each virtual processor has run."),
      field<&T::synic>("synic", "Synthetic interrupt controller."),
      field<&T::synictimer>("synictimer", "Timers of the synthetic interrupt controller."),
      field<&T::reset>("reset", "Reset by a register."),
      field<&T::vendorid>("vendorid", "Vendor name the guest reads."),
      field<&T::frequencies>("frequencies", "Frequencies of the time stamp counter and the interrupt controller."),
      field<&T::reenlightenment>("reenlightenment",
                                 "Notice when the time stamp counter changes, as after a migration."),
      field<&T::tlbflush>("tlbflush", "Paravirtual flush of address translations."),
      field<&T::ipi>("ipi", "Paravirtual interrupts between processors."),
      field<&T::evmcs>("evmcs", "Faster nested virtualization on Intel processors."),
  };
  static const Struct table{"io.kubevirt.v1.FeatureHyperv", "Hyper-V enlightenments, each off when absent.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1

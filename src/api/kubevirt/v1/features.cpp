#include "api/kubevirt/v1/features.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const FeatureAPIC*) {
  using T = FeatureAPIC;
  static const Field fields[] = {
      field<&T::enabled>("enabled", "On or off; on when absent."),
      field<&T::end_of_interrupt>("endOfInterrupt",
                                  "Lets the guest signal the end of an interrupt without leaving it."),
  };
  static const Struct table{"io.kubevirt.v1.FeatureAPIC", "Advanced interrupt controller.", fields};
  return table;
}

const Struct& describe(const HyperVPassthrough*) {
  using T = HyperVPassthrough;
  static const Field fields[] = {
      field<&T::enabled>("enabled", "On or off; on when absent."),
  };
  static const Struct table{"io.kubevirt.v1.HyperVPassthrough", "All Hyper-V enlightenments of the node.", fields};
  return table;
}

const Struct& describe(const FeatureKVM*) {
  using T = FeatureKVM;
  static const Field fields[] = {
      field<&T::hidden>("hidden", "Hides from the guest that it runs on KVM."),
  };
  static const Struct table{"io.kubevirt.v1.FeatureKVM", "Traits of KVM that the guest sees.", fields};
  return table;
}

const Struct& describe(const Features*) {
  using T = Features;
  static const Field fields[] = {
      field<&T::acpi>("acpi", "ACPI; on when absent."),
      field<&T::apic>("apic", "Advanced interrupt controller; on when absent."),
      field<&T::hyperv_passthrough>("hypervPassthrough",
                                    "Offers every Hyper-V enlightenment the node has; such a guest cannot migrate."),
      field<&T::hyperv>("hyperv", "Single Hyper-V enlightenments, for Windows."),
      field<&T::smm>("smm", "System Management Mode, which secure boot needs."),
      field<&T::kvm>("kvm", "Traits of KVM that the guest sees."),
      field<&T::pvspinlock>("pvspinlock", "Paravirtual spinlocks."),
  };
  static const Struct table{"io.kubevirt.v1.Features", "Features of the hypervisor that the guest may use.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1

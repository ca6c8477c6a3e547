#pragma once
// Features of the hypervisor.
#include <optional>
#include <string>

#include "api/kubevirt/v1/feature_state.h"
#include "api/kubevirt/v1/hyperv.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Advanced interrupt controller.
struct FeatureAPIC {
  std::optional<bool> enabled;
  bool end_of_interrupt = false;
};
const schema::Struct& describe(const FeatureAPIC*);

/// All Hyper-V enlightenments of the node.
struct HyperVPassthrough {
  std::optional<bool> enabled;
};
const schema::Struct& describe(const HyperVPassthrough*);

/// Traits of KVM that the guest sees.
struct FeatureKVM {
  bool hidden = false;
};
const schema::Struct& describe(const FeatureKVM*);

/// Features of the hypervisor that the guest may use.
struct Features {
  FeatureState acpi;
  Box<FeatureAPIC> apic;
  Box<HyperVPassthrough> hyperv_passthrough;
  Box<FeatureHyperv> hyperv;
  Box<FeatureState> smm;
  Box<FeatureKVM> kvm;
  Box<FeatureState> pvspinlock;
};
const schema::Struct& describe(const Features*);

}  // namespace coracle::api::kubevirt::v1

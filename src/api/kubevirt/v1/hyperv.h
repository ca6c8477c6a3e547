#pragma once
// Enlightenments of Hyper-V, which make Windows guests fast.
#include <cstdint>
#include <optional>
#include <string>

#include "api/kubevirt/v1/feature_state.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Notice of long spinlocks.
struct FeatureSpinlocks {
  std::optional<bool> enabled;
  std::optional<std::uint32_t> spinlocks;
};
const schema::Struct& describe(const FeatureSpinlocks*);

/// Timers of the synthetic interrupt controller.
struct SyNICTimer {
  std::optional<bool> enabled;
  Box<FeatureState> direct;
};
const schema::Struct& describe(const SyNICTimer*);

/// Vendor name the guest reads.
struct FeatureVendorID {
  std::optional<bool> enabled;
  std::string vendorid;
};
const schema::Struct& describe(const FeatureVendorID*);

/// Paravirtual flush of address translations.
struct TLBFlush {
  std::optional<bool> enabled;
  Box<FeatureState> direct;
  Box<FeatureState> extended;
};
const schema::Struct& describe(const TLBFlush*);

/// Hyper-V enlightenments, each off when absent.
struct FeatureHyperv {
  Box<FeatureState> relaxed;
  Box<FeatureState> vapic;
  Box<FeatureSpinlocks> spinlocks;
  Box<FeatureState> vpindex;
  Box<FeatureState> runtime;
  Box<FeatureState> synic;
  Box<SyNICTimer> synictimer;
  Box<FeatureState> reset;
  Box<FeatureVendorID> vendorid;
  Box<FeatureState> frequencies;
  Box<FeatureState> reenlightenment;
  Box<TLBFlush> tlbflush;
  Box<FeatureState> ipi;
  Box<FeatureState> evmcs;
};
const schema::Struct& describe(const FeatureHyperv*);

}  // namespace coracle::api::kubevirt::v1

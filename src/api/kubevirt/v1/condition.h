#pragma once
// Conditions and phase changes, the same for every kind of the group.
#include <string>

#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// A named aspect of an object's state.
struct Condition {
  std::string type;  ///< condition
  std::string status;
  schema::Time last_probe_time;
  schema::Time last_transition_time;
  std::string reason;
  std::string message;
};
const schema::Struct& describe(const Condition*);

/// When a phase began.
struct PhaseTransitionTimestamp {
  std::string phase;  ///< vmi_phase
  schema::Time phase_transition_timestamp;
};
const schema::Struct& describe(const PhaseTransitionTimestamp*);

}  // namespace coracle::api::kubevirt::v1

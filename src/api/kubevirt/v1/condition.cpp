#include "api/kubevirt/v1/condition.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const Condition*) {
  using T = Condition;
  static const Field fields[] = {
      field<&T::type>("type", "Which aspect.").required(),
      field<&T::status>("status", "True, False or Unknown.").required(),
      field<&T::last_probe_time>("lastProbeTime", "When it was last looked at.").nullable(),
      field<&T::last_transition_time>("lastTransitionTime", "When the status last changed.").nullable(),
      field<&T::reason>("reason", "One word on why."),
      field<&T::message>("message", "A sentence on why, for people."),
  };
  static const Struct table{"io.kubevirt.v1.Condition", "A named aspect of an object's state.", fields};
  return table;
}

const Struct& describe(const PhaseTransitionTimestamp*) {
  using T = PhaseTransitionTimestamp;
  static const Field fields[] = {
      field<&T::phase>("phase", "The phase."),
      field<&T::phase_transition_timestamp>("phaseTransitionTimestamp", "The time."),
  };
  static const Struct table{"io.kubevirt.v1.PhaseTransitionTimestamp", "When a phase began.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1

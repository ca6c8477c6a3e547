#include "api/meta/v1/condition.h"

namespace coracle::api::meta::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const Condition*) {
  using T = Condition;
  static const Field fields[] = {
      field<&T::type>("type", "Name of the aspect, in CamelCase.").required(),
      field<&T::status>("status", "True, False or Unknown.").required(),
      field<&T::last_transition_time>("lastTransitionTime", "When the condition's status last changed.").required(),
      field<&T::message>("message", "Details for people.").required(),
      field<&T::observed_generation>("observedGeneration", "Generation of the wanted state that this was written for."),
      field<&T::reason>("reason", "One word for the cause, in CamelCase.").required(),
  };
  static const Struct table{"io.k8s.apimachinery.pkg.apis.meta.v1.Condition", "One aspect of how an object stands.",
                            fields};
  return table;
}

}  // namespace coracle::api::meta::v1

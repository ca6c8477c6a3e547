#include "api/scheduling/v1/priority_class.h"

namespace coracle::api::scheduling::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const PriorityClass*) {
  using T = PriorityClass;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::value>("value", "The priority; greater ones come first."),
      field<&T::global_default>("globalDefault", "Whether pods without a class get it."),
      field<&T::description>("description", "When to use it."),
      field<&T::preemption_policy>("preemptionPolicy", "Whether its pods may push others out.")
          .one_of("Never|PreemptLowerPriority"),
  };
  static const Struct table{"io.k8s.api.scheduling.v1.PriorityClass",
                            "A named priority.",
                            fields,
                            {"scheduling.k8s.io", "v1", "PriorityClass"}};
  return table;
}

}  // namespace coracle::api::scheduling::v1

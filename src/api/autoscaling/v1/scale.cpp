#include "api/autoscaling/v1/scale.h"

namespace coracle::api::autoscaling::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ScaleSpec*) {
  using T = ScaleSpec;
  static const Field fields[] = {
      field<&T::replicas>("replicas", "How many there are."),
  };
  static const Struct table{"io.k8s.api.autoscaling.v1.ScaleSpec", "How many are wanted.", fields};
  return table;
}

const Struct& describe(const ScaleStatus*) {
  using T = ScaleStatus;
  static const Field fields[] = {
      field<&T::selector>("selector", "Labels of the pods, as text."),
      field<&T::replicas>("replicas", "How many there are.").required(),
  };
  static const Struct table{"io.k8s.api.autoscaling.v1.ScaleStatus", "How many there are.", fields};
  return table;
}

const Struct& describe(const Scale*) {
  using T = Scale;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{"io.k8s.api.autoscaling.v1.Scale",
                            "How many replicas an object has and is to have.",
                            fields,
                            {"autoscaling", "v1", "Scale"}};
  return table;
}

}  // namespace coracle::api::autoscaling::v1

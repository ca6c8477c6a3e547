#include "api/kubevirt/v1/feature_state.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const FeatureState*) {
  using T = FeatureState;
  static const Field fields[] = {
      field<&T::enabled>("enabled", "On or off; on when the feature is given without it."),
  };
  static const Struct table{"io.kubevirt.v1.FeatureState", "A switch.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1

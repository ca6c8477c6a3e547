#include "api/core/v1/pod_template.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const PodTemplate*) {
  using T = PodTemplate;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::template_>("template", "What pods are made from."),
  };
  static const Struct table{
      "io.k8s.api.core.v1.PodTemplate", "A stored template for pods.", fields, {"", "v1", "PodTemplate"}};
  return table;
}

}  // namespace coracle::api::core::v1

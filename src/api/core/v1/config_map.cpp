#include "api/core/v1/config_map.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ConfigMap*) {
  using T = ConfigMap;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::data>("data", "Text values."),
      field<&T::binary_data>("binaryData", "Values that are no UTF-8."),
      field<&T::immutable>("immutable", "Whether the values are fixed."),
  };
  static const Struct table{
      "io.k8s.api.core.v1.ConfigMap", "Settings as keys and values.", fields, {"", "v1", "ConfigMap"}};
  return table;
}

}  // namespace coracle::api::core::v1

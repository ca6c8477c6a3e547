#include "api/core/v1/secret.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const Secret*) {
  using T = Secret;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::type>("type", "What the keys mean to programs."),
      field<&T::data>("data", "Values."),
      field<&T::string_data>("stringData", "Text values, merged into data when written."),
      field<&T::immutable>("immutable", "Whether the values are fixed."),
  };
  static const Struct table{"io.k8s.api.core.v1.Secret", "Settings to be kept secret.", fields, {"", "v1", "Secret"}};
  return table;
}

}  // namespace coracle::api::core::v1

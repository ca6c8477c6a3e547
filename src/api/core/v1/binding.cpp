#include "api/core/v1/binding.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const Binding*) {
  using T = Binding;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::target>("target", "The node.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.Binding", "Puts a pod on a node.", fields, {"", "v1", "Binding"}};
  return table;
}

}  // namespace coracle::api::core::v1

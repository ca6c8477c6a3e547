#include "api/meta/v1/field_selector.h"

namespace coracle::api::meta::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const FieldSelectorRequirement*) {
  using T = FieldSelectorRequirement;
  static const Field fields[] = {
      field<&T::key>("key", "Field the condition is about.").required(),
      field<&T::operator_>("operator", "In, NotIn, Exists or DoesNotExist.").required(),
      field<&T::values>("values", "Values for In and NotIn.").atomic(),
  };
  static const Struct table{"io.k8s.apimachinery.pkg.apis.meta.v1.FieldSelectorRequirement",
                            "One condition on a field.", fields};
  return table;
}

}  // namespace coracle::api::meta::v1

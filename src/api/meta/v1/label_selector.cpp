#include "api/meta/v1/label_selector.h"

namespace coracle::api::meta::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const LabelSelectorRequirement*) {
  using T = LabelSelectorRequirement;
  static const Field fields[] = {
      field<&T::key>("key", "Label the condition is about.").required(),
      field<&T::operator_>("operator", "In, NotIn, Exists or DoesNotExist.").required(),
      field<&T::values>("values", "Values for In and NotIn; none otherwise.").atomic(),
  };
  static const Struct table{"io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement",
                            "One condition on a label.", fields};
  return table;
}

const Struct& describe(const LabelSelector*) {
  using T = LabelSelector;
  static const Field fields[] = {
      field<&T::match_labels>("matchLabels", "Labels that must be there with these values."),
      field<&T::match_expressions>("matchExpressions", "Conditions on labels, which must all hold.").atomic(),
  };
  static const Struct table{"io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector",
                            "Chooses objects by their labels; all parts must hold.",
                            fields,
                            {},
                            true};
  return table;
}

}  // namespace coracle::api::meta::v1

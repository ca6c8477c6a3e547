#include "api/core/v1/topology_selector.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const TopologySelectorLabelRequirement*) {
  using T = TopologySelectorLabelRequirement;
  static const Field fields[] = {
      field<&T::key>("key", "Label.").required(),
      field<&T::values>("values", "Values of which one must match.").required().atomic(),
  };
  static const Struct table{"io.k8s.api.core.v1.TopologySelectorLabelRequirement", "One condition on a node label.",
                            fields};
  return table;
}

const Struct& describe(const TopologySelectorTerm*) {
  using T = TopologySelectorTerm;
  static const Field fields[] = {
      field<&T::match_label_expressions>("matchLabelExpressions", "Conditions on node labels.").atomic(),
  };
  static const Struct table{
      "io.k8s.api.core.v1.TopologySelectorTerm", "Chooses places; all parts must hold.", fields, {}, true};
  return table;
}

}  // namespace coracle::api::core::v1

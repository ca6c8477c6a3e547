#include "api/core/v1/limit_range.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const LimitRangeItem*) {
  using T = LimitRangeItem;
  static const Field fields[] = {
      field<&T::type>("type", "Container, Pod or PersistentVolumeClaim.").required(),
      field<&T::max>("max", "The most."),
      field<&T::min>("min", "The least."),
      field<&T::default_>("default", "Limit set where there is none."),
      field<&T::default_request>("defaultRequest", "Request set where there is none."),
      field<&T::max_limit_request_ratio>("maxLimitRequestRatio", "How much greater than the request a limit may be."),
  };
  static const Struct table{"io.k8s.api.core.v1.LimitRangeItem", "A bound on one type of object.", fields};
  return table;
}

const Struct& describe(const LimitRangeSpec*) {
  using T = LimitRangeSpec;
  static const Field fields[] = {
      field<&T::limits>("limits", "A bound each.").required().atomic(),
  };
  static const Struct table{"io.k8s.api.core.v1.LimitRangeSpec", "The bounds.", fields};
  return table;
}

const Struct& describe(const LimitRange*) {
  using T = LimitRange;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
  };
  static const Struct table{"io.k8s.api.core.v1.LimitRange",
                            "Bounds on what objects of a namespace may ask for.",
                            fields,
                            {"", "v1", "LimitRange"}};
  return table;
}

}  // namespace coracle::api::core::v1

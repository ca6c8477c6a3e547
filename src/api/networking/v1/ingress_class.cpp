#include "api/networking/v1/ingress_class.h"

namespace coracle::api::networking::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const IngressClassParametersReference*) {
  using T = IngressClassParametersReference;
  static const Field fields[] = {
      field<&T::api_group>("apiGroup", "Group of the object."),
      field<&T::kind>("kind", "Kind of the object.").required(),
      field<&T::scope>("scope", "Cluster or Namespace."),
      field<&T::name>("name", "Name.").required(),
      field<&T::namespace_>("namespace", "Namespace."),
  };
  static const Struct table{"io.k8s.api.networking.v1.IngressClassParametersReference",
                            "Names an object with settings.", fields};
  return table;
}

const Struct& describe(const IngressClassSpec*) {
  using T = IngressClassSpec;
  static const Field fields[] = {
      field<&T::controller>("controller", "Name of the controller."),
      field<&T::parameters>("parameters", "Object with settings."),
  };
  static const Struct table{"io.k8s.api.networking.v1.IngressClassSpec", "Who, and with which settings.", fields};
  return table;
}

const Struct& describe(const IngressClass*) {
  using T = IngressClass;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
  };
  static const Struct table{"io.k8s.api.networking.v1.IngressClass",
                            "Who carries out ingresses.",
                            fields,
                            {"networking.k8s.io", "v1", "IngressClass"}};
  return table;
}

}  // namespace coracle::api::networking::v1

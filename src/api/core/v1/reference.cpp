#include "api/core/v1/reference.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const LocalObjectReference*) {
  using T = LocalObjectReference;
  static const Field fields[] = {
      field<&T::name>("name", "Name."),
  };
  static const Struct table{
      "io.k8s.api.core.v1.LocalObjectReference", "Names an object in the same namespace.", fields, {}, true};
  return table;
}

const Struct& describe(const ObjectReference*) {
  using T = ObjectReference;
  static const Field fields[] = {
      field<&T::kind>("kind", "Kind of the object meant."),
      field<&T::field_path>("fieldPath", "Part of the object that is meant."),
      field<&T::resource_version>("resourceVersion", "Version of the object that is meant."),
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::name>("name", "Name."),
      field<&T::namespace_>("namespace", "Namespace."),
      field<&T::uid>("uid", "Identity."),
  };
  static const Struct table{
      "io.k8s.api.core.v1.ObjectReference", "Names any object, or a part of it.", fields, {}, true};
  return table;
}

const Struct& describe(const TypedLocalObjectReference*) {
  using T = TypedLocalObjectReference;
  static const Field fields[] = {
      field<&T::api_group>("apiGroup", "Group of the object meant; empty for the core group."),
      field<&T::kind>("kind", "Kind of the object meant.").required(),
      field<&T::name>("name", "Name.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.TypedLocalObjectReference",
                            "Names an object of any kind in the same namespace.",
                            fields,
                            {},
                            true};
  return table;
}

const Struct& describe(const TypedObjectReference*) {
  using T = TypedObjectReference;
  static const Field fields[] = {
      field<&T::api_group>("apiGroup", "Group of the object meant; empty for the core group."),
      field<&T::kind>("kind", "Kind of the object meant.").required(),
      field<&T::namespace_>("namespace", "Namespace of the object; the referring object's when absent."),
      field<&T::name>("name", "Name.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.TypedObjectReference",
                            "Names an object of any kind, in another namespace if need be.", fields};
  return table;
}

const Struct& describe(const SecretReference*) {
  using T = SecretReference;
  static const Field fields[] = {
      field<&T::name>("name", "Name."),
      field<&T::namespace_>("namespace", "Namespace."),
  };
  static const Struct table{"io.k8s.api.core.v1.SecretReference", "Names a Secret in any namespace.", fields, {}, true};
  return table;
}

}  // namespace coracle::api::core::v1

#pragma once
#include <string>

#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::networking::v1 {

using schema::operator==;

/// Names an object with settings.
struct IngressClassParametersReference {
  std::string api_group;
  std::string kind;
  std::string scope;
  std::string name;
  std::string namespace_;
};
const schema::Struct& describe(const IngressClassParametersReference*);

/// Who, and with which settings.
struct IngressClassSpec {
  std::string controller;
  Box<IngressClassParametersReference> parameters;
};
const schema::Struct& describe(const IngressClassSpec*);

/// Who carries out ingresses.
struct IngressClass {
  std::string api_version = "networking.k8s.io/v1";
  std::string kind = "IngressClass";
  meta::v1::ObjectMeta metadata;
  IngressClassSpec spec;
};
const schema::Struct& describe(const IngressClass*);

}  // namespace coracle::api::networking::v1

#pragma once
#include <optional>
#include <string>

#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// Names an object in the same namespace.
struct LocalObjectReference {
  std::string name;
};
const schema::Struct& describe(const LocalObjectReference*);

/// Names any object, or a part of it.
struct ObjectReference {
  std::string kind;
  std::string field_path;
  std::string resource_version;
  std::string api_version;
  std::string name;
  std::string namespace_;
  std::string uid;
};
const schema::Struct& describe(const ObjectReference*);

/// Names an object of any kind in the same namespace.
struct TypedLocalObjectReference {
  std::optional<std::string> api_group;
  std::string kind;
  std::string name;
};
const schema::Struct& describe(const TypedLocalObjectReference*);

/// Names an object of any kind, in another namespace if need be.
struct TypedObjectReference {
  std::optional<std::string> api_group;
  std::string kind;
  std::optional<std::string> namespace_;
  std::string name;
};
const schema::Struct& describe(const TypedObjectReference*);

/// Names a Secret in any namespace.
struct SecretReference {
  std::string name;
  std::string namespace_;
};
const schema::Struct& describe(const SecretReference*);

}  // namespace coracle::api::core::v1

#pragma once
#include <string>
#include <vector>

#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// What a namespace is to be.
struct NamespaceSpec {
  std::vector<std::string> finalizers;
};
const schema::Struct& describe(const NamespaceSpec*);

/// One aspect of how its deletion stands.
struct NamespaceCondition {
  std::string type;
  std::string status;
  schema::Time last_transition_time;
  std::string message;
  std::string reason;
};
const schema::Struct& describe(const NamespaceCondition*);

/// How a namespace stands.
struct NamespaceStatus {
  std::string phase;
  std::vector<NamespaceCondition> conditions;
};
const schema::Struct& describe(const NamespaceStatus*);

/// A room for names; most objects live in one.
struct Namespace {
  std::string api_version = "v1";
  std::string kind = "Namespace";
  meta::v1::ObjectMeta metadata;
  NamespaceSpec spec;
  NamespaceStatus status;
};
const schema::Struct& describe(const Namespace*);

}  // namespace coracle::api::core::v1

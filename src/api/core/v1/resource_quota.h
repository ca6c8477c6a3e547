#pragma once
#include <map>
#include <string>
#include <vector>

#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// One condition on the objects that count.
struct ScopedResourceSelectorRequirement {
  std::string scope_name;
  std::string operator_;
  std::vector<std::string> values;
};
const schema::Struct& describe(const ScopedResourceSelectorRequirement*);

/// Conditions on the objects that count.
struct ScopeSelector {
  std::vector<ScopedResourceSelectorRequirement> match_expressions;
};
const schema::Struct& describe(const ScopeSelector*);

/// The bounds.
struct ResourceQuotaSpec {
  std::map<std::string, schema::Quantity> hard;
  std::vector<std::string> scopes;
  Box<ScopeSelector> scope_selector;
};
const schema::Struct& describe(const ResourceQuotaSpec*);

/// Bounds and use.
struct ResourceQuotaStatus {
  std::map<std::string, schema::Quantity> hard;
  std::map<std::string, schema::Quantity> used;
};
const schema::Struct& describe(const ResourceQuotaStatus*);

/// Bounds on what a namespace may use in all.
struct ResourceQuota {
  std::string api_version = "v1";
  std::string kind = "ResourceQuota";
  meta::v1::ObjectMeta metadata;
  ResourceQuotaSpec spec;
  ResourceQuotaStatus status;
};
const schema::Struct& describe(const ResourceQuota*);

}  // namespace coracle::api::core::v1

#pragma once
#include <memory>

#include "apiserver/rules.h"
#include "schema/structural.h"
#include "schema/table.h"

namespace coracle::apiserver {

/// The rules of a built-in kind, from its field table.
std::shared_ptr<const ObjectRules> table_rules(const schema::Struct& table);

/// The rules of a custom kind, from its CustomResourceDefinition's schema. `schema` already knows apiVersion, kind and
/// metadata (schema::as_resource).
std::shared_ptr<const ObjectRules> structural_rules(schema::Structural schema);

}  // namespace coracle::apiserver

#pragma once
#include <span>

#include "schema/table.h"

namespace coracle::api {

/// The tables of Kubernetes' own kinds, and of structs that stand alone (DeleteOptions, ListMeta ...). What they hold
/// is reached through their fields. Those with `served` set are kinds.
std::span<const schema::Struct* const> tables();

}  // namespace coracle::api

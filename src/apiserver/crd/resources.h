#pragma once
#include <vector>

#include "apiserver/crd/conditions.h"
#include "apiserver/resource.h"

namespace coracle::apiserver::crd {

/// The resources of a definition, one a served version, under its accepted names. While it is being deleted, nothing
/// can be created. The error says which schema cannot be used.
Result<std::vector<Resource>> served_resources(const Definition& definition);

/// Where the instances of a definition live in the store.
std::string storage_of(const Definition& definition);

}  // namespace coracle::apiserver::crd

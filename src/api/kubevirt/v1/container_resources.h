#pragma once
// Resources of a container.
#include <map>
#include <string>

#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Resources of a container.
struct ResourceRequirementsWithoutClaims {
  std::map<std::string, schema::Quantity> limits;
  std::map<std::string, schema::Quantity> requests;
};
const schema::Struct& describe(const ResourceRequirementsWithoutClaims*);

}  // namespace coracle::api::kubevirt::v1

#pragma once
#include <map>
#include <string>
#include <vector>

#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// Use of a claim of the pod.
struct ResourceClaim {
  std::string name;
  std::string request;
};
const schema::Struct& describe(const ResourceClaim*);

/// What a container needs and may use.
struct ResourceRequirements {
  std::map<std::string, schema::Quantity> requests;
  std::map<std::string, schema::Quantity> limits;
  std::vector<ResourceClaim> claims;
};
const schema::Struct& describe(const ResourceRequirements*);

/// How much room a volume needs.
struct VolumeResourceRequirements {
  std::map<std::string, schema::Quantity> requests;
  std::map<std::string, schema::Quantity> limits;
};
const schema::Struct& describe(const VolumeResourceRequirements*);

/// What changing a resource of a running container asks for.
struct ContainerResizePolicy {
  std::string resource_name;
  std::string restart_policy;
};
const schema::Struct& describe(const ContainerResizePolicy*);

}  // namespace coracle::api::core::v1

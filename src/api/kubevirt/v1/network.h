#pragma once
// Networks that interfaces connect to.
#include <string>

#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// The pod's own network.
struct PodNetwork {
  std::string vm_network_cidr;
  std::string vm_ipv6_network_cidr;
};
const schema::Struct& describe(const PodNetwork*);

/// A network that Multus attaches.
struct MultusNetwork {
  std::string network_name;
  bool default_ = false;
};
const schema::Struct& describe(const MultusNetwork*);

/// A request of a ResourceClaim.
struct ClaimRequest {
  std::string claim_name;
  std::string request_name;
};
const schema::Struct& describe(const ClaimRequest*);

/// A network, used by the interface of the same name.
struct Network {
  std::string name;
  Box<PodNetwork> pod;
  Box<MultusNetwork> multus;
  Box<ClaimRequest> resource_claim;
};
const schema::Struct& describe(const Network*);

}  // namespace coracle::api::kubevirt::v1

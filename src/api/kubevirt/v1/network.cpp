#include "api/kubevirt/v1/network.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const PodNetwork*) {
  using T = PodNetwork;
  static const Field fields[] = {
      field<&T::vm_network_cidr>("vmNetworkCIDR",
                                 "Network between pod and guest for masquerade; 10.0.2.0/24 when empty."),
      field<&T::vm_ipv6_network_cidr>("vmIPv6NetworkCIDR", "The same for IPv6; fd10:0:2::/120 when empty."),
  };
  static const Struct table{"io.kubevirt.v1.PodNetwork", "The pod's own network.", fields};
  return table;
}

const Struct& describe(const MultusNetwork*) {
  using T = MultusNetwork;
  static const Field fields[] = {
      field<&T::network_name>("networkName", "NetworkAttachmentDefinition, as name or namespace/name.").required(),
      field<&T::default_>("default", "Makes it the pod's main network."),
  };
  static const Struct table{"io.kubevirt.v1.MultusNetwork", "A network that Multus attaches.", fields};
  return table;
}

const Struct& describe(const ClaimRequest*) {
  using T = ClaimRequest;
  static const Field fields[] = {
      field<&T::claim_name>("claimName", "Entry of spec.resourceClaims."),
      field<&T::request_name>("requestName", "Request of that claim."),
  };
  static const Struct table{"io.kubevirt.v1.ClaimRequest", "A request of a ResourceClaim.", fields};
  return table;
}

const Struct& describe(const Network*) {
  using T = Network;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the network.").required(),
      field<&T::pod>("pod", "The pod's own network."),
      field<&T::multus>("multus", "A network that Multus attaches."),
      field<&T::resource_claim>("resourceClaim", "A network device that a ResourceClaim allocates."),
  };
  static const Struct table{"io.kubevirt.v1.Network", "A network, used by the interface of the same name.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1

#include "api/networking/v1/network_policy.h"

namespace coracle::api::networking::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const IPBlock*) {
  using T = IPBlock;
  static const Field fields[] = {
      field<&T::cidr>("cidr", "The range.").required(),
      field<&T::except>("except", "Parts that are left out.").atomic(),
  };
  static const Struct table{"io.k8s.api.networking.v1.IPBlock", "A range of addresses.", fields};
  return table;
}

const Struct& describe(const NetworkPolicyPeer*) {
  using T = NetworkPolicyPeer;
  static const Field fields[] = {
      field<&T::pod_selector>("podSelector", "Pods by label."),
      field<&T::namespace_selector>("namespaceSelector", "Namespaces by label."),
      field<&T::ip_block>("ipBlock", "A range of addresses."),
  };
  static const Struct table{"io.k8s.api.networking.v1.NetworkPolicyPeer", "Pods or addresses.", fields};
  return table;
}

const Struct& describe(const NetworkPolicyPort*) {
  using T = NetworkPolicyPort;
  static const Field fields[] = {
      field<&T::port>("port", "Port or its name."),
      field<&T::end_port>("endPort", "Last port of a range."),
      field<&T::protocol>("protocol", "TCP, UDP or SCTP.").one_of("SCTP|TCP|UDP"),
  };
  static const Struct table{"io.k8s.api.networking.v1.NetworkPolicyPort", "A port or a range of ports.", fields};
  return table;
}

const Struct& describe(const NetworkPolicyEgressRule*) {
  using T = NetworkPolicyEgressRule;
  static const Field fields[] = {
      field<&T::ports>("ports", "To these ports; all when empty.").atomic(),
      field<&T::to>("to", "To these peers; all when empty.").atomic(),
  };
  static const Struct table{"io.k8s.api.networking.v1.NetworkPolicyEgressRule", "Traffic allowed out.", fields};
  return table;
}

const Struct& describe(const NetworkPolicyIngressRule*) {
  using T = NetworkPolicyIngressRule;
  static const Field fields[] = {
      field<&T::ports>("ports", "To these ports; all when empty.").atomic(),
      field<&T::from>("from", "From these peers; all when empty.").atomic(),
  };
  static const Struct table{"io.k8s.api.networking.v1.NetworkPolicyIngressRule", "Traffic allowed in.", fields};
  return table;
}

const Struct& describe(const NetworkPolicySpec*) {
  using T = NetworkPolicySpec;
  static const Field fields[] = {
      field<&T::pod_selector>("podSelector", "Pods it is about."),
      field<&T::policy_types>("policyTypes", "Ingress, Egress or both.").atomic(),
      field<&T::ingress>("ingress", "Traffic allowed in.").atomic(),
      field<&T::egress>("egress", "Traffic allowed out.").atomic(),
  };
  static const Struct table{"io.k8s.api.networking.v1.NetworkPolicySpec", "The pods and the traffic.", fields};
  return table;
}

const Struct& describe(const NetworkPolicy*) {
  using T = NetworkPolicy;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
  };
  static const Struct table{"io.k8s.api.networking.v1.NetworkPolicy",
                            "Which traffic pods may have.",
                            fields,
                            {"networking.k8s.io", "v1", "NetworkPolicy"}};
  return table;
}

}  // namespace coracle::api::networking::v1

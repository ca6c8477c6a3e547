#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/meta/v1/label_selector.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::networking::v1 {

using schema::operator==;

/// A range of addresses.
struct IPBlock {
  std::string cidr;
  std::vector<std::string> except;
};
const schema::Struct& describe(const IPBlock*);

/// Pods or addresses.
struct NetworkPolicyPeer {
  Box<meta::v1::LabelSelector> pod_selector;
  Box<meta::v1::LabelSelector> namespace_selector;
  Box<IPBlock> ip_block;
};
const schema::Struct& describe(const NetworkPolicyPeer*);

/// A port or a range of ports.
struct NetworkPolicyPort {
  std::optional<schema::IntOrString> port;
  std::optional<std::int32_t> end_port;
  std::string protocol;
};
const schema::Struct& describe(const NetworkPolicyPort*);

/// Traffic allowed out.
struct NetworkPolicyEgressRule {
  std::vector<NetworkPolicyPort> ports;
  std::vector<NetworkPolicyPeer> to;
};
const schema::Struct& describe(const NetworkPolicyEgressRule*);

/// Traffic allowed in.
struct NetworkPolicyIngressRule {
  std::vector<NetworkPolicyPort> ports;
  std::vector<NetworkPolicyPeer> from;
};
const schema::Struct& describe(const NetworkPolicyIngressRule*);

/// The pods and the traffic.
struct NetworkPolicySpec {
  meta::v1::LabelSelector pod_selector;
  std::vector<std::string> policy_types;
  std::vector<NetworkPolicyIngressRule> ingress;
  std::vector<NetworkPolicyEgressRule> egress;
};
const schema::Struct& describe(const NetworkPolicySpec*);

/// Which traffic pods may have.
struct NetworkPolicy {
  std::string api_version = "networking.k8s.io/v1";
  std::string kind = "NetworkPolicy";
  meta::v1::ObjectMeta metadata;
  NetworkPolicySpec spec;
};
const schema::Struct& describe(const NetworkPolicy*);

}  // namespace coracle::api::networking::v1

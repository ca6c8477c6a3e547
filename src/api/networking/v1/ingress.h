#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/reference.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::networking::v1 {

using schema::operator==;

/// A port of a service.
struct ServiceBackendPort {
  std::optional<std::int32_t> number;
  std::string name;
};
const schema::Struct& describe(const ServiceBackendPort*);

/// A service and its port.
struct IngressServiceBackend {
  ServiceBackendPort port;
  std::string name;
};
const schema::Struct& describe(const IngressServiceBackend*);

/// Where requests go.
struct IngressBackend {
  Box<IngressServiceBackend> service;
  Box<core::v1::TypedLocalObjectReference> resource;
};
const schema::Struct& describe(const IngressBackend*);

/// Requests for one path.
struct HTTPIngressPath {
  std::string path;
  std::string path_type;
  IngressBackend backend;
};
const schema::Struct& describe(const HTTPIngressPath*);

/// Paths of a host.
struct HTTPIngressRuleValue {
  std::vector<HTTPIngressPath> paths;
};
const schema::Struct& describe(const HTTPIngressRuleValue*);

/// Requests for one host.
struct IngressRule {
  std::string host;
  Box<HTTPIngressRuleValue> http;
};
const schema::Struct& describe(const IngressRule*);

/// A certificate.
struct IngressTLS {
  std::vector<std::string> hosts;
  std::string secret_name;
};
const schema::Struct& describe(const IngressTLS*);

/// Which requests go where.
struct IngressSpec {
  std::string ingress_class_name;
  Box<IngressBackend> default_backend;
  std::vector<IngressTLS> tls;
  std::vector<IngressRule> rules;
};
const schema::Struct& describe(const IngressSpec*);

/// How a port of a load balancer stands.
struct IngressPortStatus {
  std::int32_t port = 0;
  std::string protocol;
  std::string error;
};
const schema::Struct& describe(const IngressPortStatus*);

/// One point at which a load balancer is reached.
struct IngressLoadBalancerIngress {
  std::string hostname;
  std::vector<IngressPortStatus> ports;
  std::string ip;
};
const schema::Struct& describe(const IngressLoadBalancerIngress*);

/// How a load balancer stands.
struct IngressLoadBalancerStatus {
  std::vector<IngressLoadBalancerIngress> ingress;
};
const schema::Struct& describe(const IngressLoadBalancerStatus*);

/// How it stands.
struct IngressStatus {
  IngressLoadBalancerStatus load_balancer;
};
const schema::Struct& describe(const IngressStatus*);

/// Leads HTTP requests from outside to services.
struct Ingress {
  std::string api_version = "networking.k8s.io/v1";
  std::string kind = "Ingress";
  meta::v1::ObjectMeta metadata;
  IngressSpec spec;
  IngressStatus status;
};
const schema::Struct& describe(const Ingress*);

}  // namespace coracle::api::networking::v1

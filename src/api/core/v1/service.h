#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/meta/v1/condition.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// A port of a service.
struct ServicePort {
  std::string name;
  std::int32_t port = 0;
  std::optional<schema::IntOrString> target_port;
  std::optional<std::int32_t> node_port;
  std::string protocol;
  std::optional<std::string> app_protocol;
};
const schema::Struct& describe(const ServicePort*);

/// Session affinity by address.
struct ClientIPConfig {
  std::optional<std::int32_t> timeout_seconds;
};
const schema::Struct& describe(const ClientIPConfig*);

/// Settings of session affinity.
struct SessionAffinityConfig {
  Box<ClientIPConfig> client_ip;
};
const schema::Struct& describe(const SessionAffinityConfig*);

/// What a service is to be.
struct ServiceSpec {
  std::string type;
  std::map<std::string, std::string> selector;
  std::vector<ServicePort> ports;
  std::string cluster_ip;
  std::vector<std::string> cluster_ips;
  std::vector<std::string> ip_families;
  std::optional<std::string> ip_family_policy;
  std::vector<std::string> external_ips;
  std::string external_name;
  std::string external_traffic_policy;
  std::optional<std::string> internal_traffic_policy;
  std::optional<std::int32_t> health_check_node_port;
  std::string session_affinity;
  Box<SessionAffinityConfig> session_affinity_config;
  bool publish_not_ready_addresses = false;
  std::optional<bool> allocate_load_balancer_node_ports;
  std::optional<std::string> load_balancer_class;
  std::string load_balancer_ip;
  std::vector<std::string> load_balancer_source_ranges;
  std::optional<std::string> traffic_distribution;

  ServiceSpec();
  ~ServiceSpec();
  ServiceSpec(const ServiceSpec&);
  ServiceSpec& operator=(const ServiceSpec&);
  ServiceSpec(ServiceSpec&&) noexcept;
  ServiceSpec& operator=(ServiceSpec&&) noexcept;
};
const schema::Struct& describe(const ServiceSpec*);

/// How a port of a load balancer stands.
struct PortStatus {
  std::int32_t port = 0;
  std::string protocol;
  std::string error;
};
const schema::Struct& describe(const PortStatus*);

/// One point at which a load balancer is reached.
struct LoadBalancerIngress {
  std::string hostname;
  std::string ip_mode;
  std::vector<PortStatus> ports;
  std::string ip;
};
const schema::Struct& describe(const LoadBalancerIngress*);

/// How a load balancer stands.
struct LoadBalancerStatus {
  std::vector<LoadBalancerIngress> ingress;
};
const schema::Struct& describe(const LoadBalancerStatus*);

/// How a service stands.
struct ServiceStatus {
  LoadBalancerStatus load_balancer;
  std::vector<meta::v1::Condition> conditions;
};
const schema::Struct& describe(const ServiceStatus*);

/// A stable address for a set of pods.
struct Service {
  std::string api_version = "v1";
  std::string kind = "Service";
  meta::v1::ObjectMeta metadata;
  ServiceSpec spec;
  ServiceStatus status;
};
const schema::Struct& describe(const Service*);

}  // namespace coracle::api::core::v1

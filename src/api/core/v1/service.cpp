#include "api/core/v1/service.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ServicePort*) {
  using T = ServicePort;
  static const Field fields[] = {
      field<&T::name>("name", "Name, unique in the service."),
      field<&T::port>("port", "Port of the service.").required(),
      field<&T::target_port>("targetPort", "Port of the pods, or its name."),
      field<&T::node_port>("nodePort", "Port of every node that leads to it."),
      field<&T::protocol>("protocol", "TCP, UDP or SCTP.").one_of("SCTP|TCP|UDP").or_else("\"TCP\""),
      field<&T::app_protocol>("appProtocol", "Protocol spoken over it."),
  };
  static const Struct table{"io.k8s.api.core.v1.ServicePort", "A port of a service.", fields};
  return table;
}

const Struct& describe(const ClientIPConfig*) {
  using T = ClientIPConfig;
  static const Field fields[] = {
      field<&T::timeout_seconds>("timeoutSeconds", "Seconds a client is remembered."),
  };
  static const Struct table{"io.k8s.api.core.v1.ClientIPConfig", "Session affinity by address.", fields};
  return table;
}

const Struct& describe(const SessionAffinityConfig*) {
  using T = SessionAffinityConfig;
  static const Field fields[] = {
      field<&T::client_ip>("clientIP", "By address of the client."),
  };
  static const Struct table{"io.k8s.api.core.v1.SessionAffinityConfig", "Settings of session affinity.", fields};
  return table;
}

ServiceSpec::ServiceSpec() = default;
ServiceSpec::~ServiceSpec() = default;
ServiceSpec::ServiceSpec(const ServiceSpec&) = default;
ServiceSpec& ServiceSpec::operator=(const ServiceSpec&) = default;
ServiceSpec::ServiceSpec(ServiceSpec&&) noexcept = default;
ServiceSpec& ServiceSpec::operator=(ServiceSpec&&) noexcept = default;

const Struct& describe(const ServiceSpec*) {
  using T = ServiceSpec;
  static const Field fields[] = {
      field<&T::type>("type", "ClusterIP, NodePort, LoadBalancer or ExternalName.")
          .one_of("ClusterIP|ExternalName|LoadBalancer|NodePort"),
      field<&T::selector>("selector", "Labels of its pods.").whole(),
      field<&T::ports>("ports", "Ports it serves.").map_by("port,protocol").patch_by("port"),
      field<&T::cluster_ip>("clusterIP", "Its address; None for none."),
      field<&T::cluster_ips>("clusterIPs", "Its addresses, at most one of each family.").atomic(),
      field<&T::ip_families>("ipFamilies", "Address families, the first one first.").atomic(),
      field<&T::ip_family_policy>("ipFamilyPolicy", "Whether it has one family or two.")
          .one_of("PreferDualStack|RequireDualStack|SingleStack"),
      field<&T::external_ips>("externalIPs", "Addresses of nodes that lead to it as well.").atomic(),
      field<&T::external_name>("externalName", "Name that it stands for."),
      field<&T::external_traffic_policy>("externalTrafficPolicy",
                                         "Whether traffic from outside stays on the node it came to.")
          .one_of("Cluster|Local"),
      field<&T::internal_traffic_policy>("internalTrafficPolicy", "Whether traffic from inside stays on its node.")
          .one_of("Cluster|Local"),
      field<&T::health_check_node_port>("healthCheckNodePort",
                                        "Port of the node that tells whether it has pods there."),
      field<&T::session_affinity>("sessionAffinity", "ClientIP to send a client to the same pod each time.")
          .one_of("ClientIP|None"),
      field<&T::session_affinity_config>("sessionAffinityConfig", "Settings of that."),
      field<&T::publish_not_ready_addresses>("publishNotReadyAddresses",
                                             "Whether pods that are not ready are served too."),
      field<&T::allocate_load_balancer_node_ports>("allocateLoadBalancerNodePorts",
                                                   "Whether a load balancer's ports get node ports."),
      field<&T::load_balancer_class>("loadBalancerClass", "Who makes the load balancer."),
      field<&T::load_balancer_ip>("loadBalancerIP", "Address asked for, where the cloud can."),
      field<&T::load_balancer_source_ranges>("loadBalancerSourceRanges", "Who may come through the load balancer.")
          .atomic(),
      field<&T::traffic_distribution>("trafficDistribution", "Which pods are preferred."),
  };
  static const Struct table{"io.k8s.api.core.v1.ServiceSpec", "What a service is to be.", fields};
  return table;
}

const Struct& describe(const PortStatus*) {
  using T = PortStatus;
  static const Field fields[] = {
      field<&T::port>("port", "Port.").required(),
      field<&T::protocol>("protocol", "TCP, UDP or SCTP.").required().one_of("SCTP|TCP|UDP"),
      field<&T::error>("error", "What is wrong with it."),
  };
  static const Struct table{"io.k8s.api.core.v1.PortStatus", "How a port of a load balancer stands.", fields};
  return table;
}

const Struct& describe(const LoadBalancerIngress*) {
  using T = LoadBalancerIngress;
  static const Field fields[] = {
      field<&T::hostname>("hostname", "Host name."),
      field<&T::ip_mode>("ipMode", "How traffic to the address arrives."),
      field<&T::ports>("ports", "How its ports stand.").atomic(),
      field<&T::ip>("ip", "Address."),
  };
  static const Struct table{"io.k8s.api.core.v1.LoadBalancerIngress", "One point at which a load balancer is reached.",
                            fields};
  return table;
}

const Struct& describe(const LoadBalancerStatus*) {
  using T = LoadBalancerStatus;
  static const Field fields[] = {
      field<&T::ingress>("ingress", "Where it is reached.").atomic(),
  };
  static const Struct table{"io.k8s.api.core.v1.LoadBalancerStatus", "How a load balancer stands.", fields};
  return table;
}

const Struct& describe(const ServiceStatus*) {
  using T = ServiceStatus;
  static const Field fields[] = {
      field<&T::load_balancer>("loadBalancer", "Its load balancer."),
      field<&T::conditions>("conditions", "How it stands, by named aspect.").merge_by("type"),
  };
  static const Struct table{"io.k8s.api.core.v1.ServiceStatus", "How a service stands.", fields};
  return table;
}

const Struct& describe(const Service*) {
  using T = Service;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{
      "io.k8s.api.core.v1.Service", "A stable address for a set of pods.", fields, {"", "v1", "Service"}};
  return table;
}

}  // namespace coracle::api::core::v1

#include "api/networking/v1/ingress.h"

namespace coracle::api::networking::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ServiceBackendPort*) {
  using T = ServiceBackendPort;
  static const Field fields[] = {
      field<&T::number>("number", "By number."),
      field<&T::name>("name", "Name."),
  };
  static const Struct table{"io.k8s.api.networking.v1.ServiceBackendPort", "A port of a service.", fields, {}, true};
  return table;
}

const Struct& describe(const IngressServiceBackend*) {
  using T = IngressServiceBackend;
  static const Field fields[] = {
      field<&T::port>("port", "The port."),
      field<&T::name>("name", "Name.").required(),
  };
  static const Struct table{"io.k8s.api.networking.v1.IngressServiceBackend", "A service and its port.", fields};
  return table;
}

const Struct& describe(const IngressBackend*) {
  using T = IngressBackend;
  static const Field fields[] = {
      field<&T::service>("service", "A service."),
      field<&T::resource>("resource", "Another object."),
  };
  static const Struct table{"io.k8s.api.networking.v1.IngressBackend", "Where requests go.", fields};
  return table;
}

const Struct& describe(const HTTPIngressPath*) {
  using T = HTTPIngressPath;
  static const Field fields[] = {
      field<&T::path>("path", "The path."),
      field<&T::path_type>("pathType", "Exact, Prefix or ImplementationSpecific.")
          .required()
          .one_of("Exact|ImplementationSpecific|Prefix"),
      field<&T::backend>("backend", "Where they go.").required(),
  };
  static const Struct table{"io.k8s.api.networking.v1.HTTPIngressPath", "Requests for one path.", fields};
  return table;
}

const Struct& describe(const HTTPIngressRuleValue*) {
  using T = HTTPIngressRuleValue;
  static const Field fields[] = {
      field<&T::paths>("paths", "A path each.").required().atomic(),
  };
  static const Struct table{"io.k8s.api.networking.v1.HTTPIngressRuleValue", "Paths of a host.", fields};
  return table;
}

const Struct& describe(const IngressRule*) {
  using T = IngressRule;
  static const Field fields[] = {
      field<&T::host>("host", "Host; all when empty."),
      field<&T::http>("http", "Paths of the host."),
  };
  static const Struct table{"io.k8s.api.networking.v1.IngressRule", "Requests for one host.", fields};
  return table;
}

const Struct& describe(const IngressTLS*) {
  using T = IngressTLS;
  static const Field fields[] = {
      field<&T::hosts>("hosts", "Hosts it is for.").atomic(),
      field<&T::secret_name>("secretName", "Secret with the certificate."),
  };
  static const Struct table{"io.k8s.api.networking.v1.IngressTLS", "A certificate.", fields};
  return table;
}

const Struct& describe(const IngressSpec*) {
  using T = IngressSpec;
  static const Field fields[] = {
      field<&T::ingress_class_name>("ingressClassName", "Who carries it out."),
      field<&T::default_backend>("defaultBackend", "Where requests go that no rule matches."),
      field<&T::tls>("tls", "Certificates.").atomic(),
      field<&T::rules>("rules", "The rules.").atomic(),
  };
  static const Struct table{"io.k8s.api.networking.v1.IngressSpec", "Which requests go where.", fields};
  return table;
}

const Struct& describe(const IngressPortStatus*) {
  using T = IngressPortStatus;
  static const Field fields[] = {
      field<&T::port>("port", "Port.").required(),
      field<&T::protocol>("protocol", "TCP, UDP or SCTP.").required().one_of("SCTP|TCP|UDP"),
      field<&T::error>("error", "What is wrong with it."),
  };
  static const Struct table{"io.k8s.api.networking.v1.IngressPortStatus", "How a port of a load balancer stands.",
                            fields};
  return table;
}

const Struct& describe(const IngressLoadBalancerIngress*) {
  using T = IngressLoadBalancerIngress;
  static const Field fields[] = {
      field<&T::hostname>("hostname", "Host name."),
      field<&T::ports>("ports", "How its ports stand.").atomic(),
      field<&T::ip>("ip", "Address."),
  };
  static const Struct table{"io.k8s.api.networking.v1.IngressLoadBalancerIngress",
                            "One point at which a load balancer is reached.", fields};
  return table;
}

const Struct& describe(const IngressLoadBalancerStatus*) {
  using T = IngressLoadBalancerStatus;
  static const Field fields[] = {
      field<&T::ingress>("ingress", "Where it is reached.").atomic(),
  };
  static const Struct table{"io.k8s.api.networking.v1.IngressLoadBalancerStatus", "How a load balancer stands.",
                            fields};
  return table;
}

const Struct& describe(const IngressStatus*) {
  using T = IngressStatus;
  static const Field fields[] = {
      field<&T::load_balancer>("loadBalancer", "Its load balancer."),
  };
  static const Struct table{"io.k8s.api.networking.v1.IngressStatus", "How it stands.", fields};
  return table;
}

const Struct& describe(const Ingress*) {
  using T = Ingress;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{"io.k8s.api.networking.v1.Ingress",
                            "Leads HTTP requests from outside to services.",
                            fields,
                            {"networking.k8s.io", "v1", "Ingress"}};
  return table;
}

}  // namespace coracle::api::networking::v1

#include "api/core/v1/endpoints.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const EndpointAddress*) {
  using T = EndpointAddress;
  static const Field fields[] = {
      field<&T::hostname>("hostname", "Host name."),
      field<&T::node_name>("nodeName", "Node it is on."),
      field<&T::target_ref>("targetRef", "Object it belongs to."),
      field<&T::ip>("ip", "Address.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.EndpointAddress", "An address behind a service.", fields, {}, true};
  return table;
}

const Struct& describe(const EndpointPort*) {
  using T = EndpointPort;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the service's port."),
      field<&T::port>("port", "Port.").required(),
      field<&T::protocol>("protocol", "TCP, UDP or SCTP.").one_of("SCTP|TCP|UDP"),
      field<&T::app_protocol>("appProtocol", "Protocol spoken over it."),
  };
  static const Struct table{"io.k8s.api.core.v1.EndpointPort", "A port behind a service.", fields, {}, true};
  return table;
}

const Struct& describe(const EndpointSubset*) {
  using T = EndpointSubset;
  static const Field fields[] = {
      field<&T::addresses>("addresses", "Addresses that are ready.").atomic(),
      field<&T::not_ready_addresses>("notReadyAddresses", "Addresses that are not.").atomic(),
      field<&T::ports>("ports", "Ports of all of them.").atomic(),
  };
  static const Struct table{"io.k8s.api.core.v1.EndpointSubset", "Addresses with the same ports.", fields};
  return table;
}

const Struct& describe(const Endpoints*) {
  using T = Endpoints;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::subsets>("subsets", "Sets of addresses with the same ports.").atomic(),
  };
  static const Struct table{
      "io.k8s.api.core.v1.Endpoints", "The addresses behind a service.", fields, {"", "v1", "Endpoints"}};
  return table;
}

}  // namespace coracle::api::core::v1

#include "api/discovery/v1/endpoint_slice.h"

namespace coracle::api::discovery::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const EndpointConditions*) {
  using T = EndpointConditions;
  static const Field fields[] = {
      field<&T::ready>("ready", "Whether it takes traffic."),
      field<&T::serving>("serving", "Whether it answers."),
      field<&T::terminating>("terminating", "Whether it is about to end."),
  };
  static const Struct table{"io.k8s.api.discovery.v1.EndpointConditions", "How an endpoint stands.", fields};
  return table;
}

const Struct& describe(const ForNode*) {
  using T = ForNode;
  static const Field fields[] = {
      field<&T::name>("name", "Name.").required(),
  };
  static const Struct table{"io.k8s.api.discovery.v1.ForNode", "A node.", fields};
  return table;
}

const Struct& describe(const ForZone*) {
  using T = ForZone;
  static const Field fields[] = {
      field<&T::name>("name", "Name.").required(),
  };
  static const Struct table{"io.k8s.api.discovery.v1.ForZone", "A zone.", fields};
  return table;
}

const Struct& describe(const EndpointHints*) {
  using T = EndpointHints;
  static const Field fields[] = {
      field<&T::for_zones>("forZones", "Zones.").atomic(),
      field<&T::for_nodes>("forNodes", "Nodes.").atomic(),
  };
  static const Struct table{"io.k8s.api.discovery.v1.EndpointHints", "Who should use an endpoint.", fields};
  return table;
}

const Struct& describe(const Endpoint*) {
  using T = Endpoint;
  static const Field fields[] = {
      field<&T::addresses>("addresses", "Its addresses.").required().set(),
      field<&T::conditions>("conditions", "How it stands."),
      field<&T::hostname>("hostname", "Host name."),
      field<&T::target_ref>("targetRef", "Object it belongs to."),
      field<&T::deprecated_topology>("deprecatedTopology", "Where it is, in the old form."),
      field<&T::node_name>("nodeName", "Node it is on."),
      field<&T::zone>("zone", "Zone it is in."),
      field<&T::hints>("hints", "Who should use it."),
  };
  static const Struct table{"io.k8s.api.discovery.v1.Endpoint", "One endpoint.", fields};
  return table;
}

const Struct& describe(const EndpointPort*) {
  using T = EndpointPort;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the service's port."),
      field<&T::port>("port", "Port."),
      field<&T::protocol>("protocol", "TCP, UDP or SCTP.").one_of("SCTP|TCP|UDP"),
      field<&T::app_protocol>("appProtocol", "Protocol spoken over it."),
  };
  static const Struct table{"io.k8s.api.discovery.v1.EndpointPort", "A port behind a service.", fields, {}, true};
  return table;
}

const Struct& describe(const EndpointSlice*) {
  using T = EndpointSlice;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::address_type>("addressType", "IPv4, IPv6 or FQDN.").required().one_of("FQDN|IPv4|IPv6"),
      field<&T::endpoints>("endpoints", "Endpoints.").atomic(),
      field<&T::ports>("ports", "Ports of all of them.").atomic(),
  };
  static const Struct table{"io.k8s.api.discovery.v1.EndpointSlice",
                            "A part of the addresses behind a service.",
                            fields,
                            {"discovery.k8s.io", "v1", "EndpointSlice"}};
  return table;
}

}  // namespace coracle::api::discovery::v1

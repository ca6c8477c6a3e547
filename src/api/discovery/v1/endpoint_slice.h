#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/reference.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::discovery::v1 {

using schema::operator==;

/// How an endpoint stands.
struct EndpointConditions {
  std::optional<bool> ready;
  std::optional<bool> serving;
  std::optional<bool> terminating;
};
const schema::Struct& describe(const EndpointConditions*);

/// A node.
struct ForNode {
  std::string name;
};
const schema::Struct& describe(const ForNode*);

/// A zone.
struct ForZone {
  std::string name;
};
const schema::Struct& describe(const ForZone*);

/// Who should use an endpoint.
struct EndpointHints {
  std::vector<ForZone> for_zones;
  std::vector<ForNode> for_nodes;
};
const schema::Struct& describe(const EndpointHints*);

/// One endpoint.
struct Endpoint {
  std::vector<std::string> addresses;
  EndpointConditions conditions;
  std::optional<std::string> hostname;
  Box<core::v1::ObjectReference> target_ref;
  std::map<std::string, std::string> deprecated_topology;
  std::optional<std::string> node_name;
  std::optional<std::string> zone;
  Box<EndpointHints> hints;
};
const schema::Struct& describe(const Endpoint*);

/// A port behind a service.
struct EndpointPort {
  std::optional<std::string> name;
  std::optional<std::int32_t> port;
  std::optional<std::string> protocol;
  std::optional<std::string> app_protocol;
};
const schema::Struct& describe(const EndpointPort*);

/// A part of the addresses behind a service.
struct EndpointSlice {
  std::string api_version = "discovery.k8s.io/v1";
  std::string kind = "EndpointSlice";
  meta::v1::ObjectMeta metadata;
  std::string address_type;
  std::vector<Endpoint> endpoints;
  std::vector<EndpointPort> ports;
};
const schema::Struct& describe(const EndpointSlice*);

}  // namespace coracle::api::discovery::v1

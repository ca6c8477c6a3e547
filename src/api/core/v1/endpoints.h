#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/reference.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// An address behind a service.
struct EndpointAddress {
  std::string hostname;
  std::optional<std::string> node_name;
  Box<ObjectReference> target_ref;
  std::string ip;
};
const schema::Struct& describe(const EndpointAddress*);

/// A port behind a service.
struct EndpointPort {
  std::optional<std::string> name;
  std::int32_t port = 0;
  std::optional<std::string> protocol;
  std::optional<std::string> app_protocol;
};
const schema::Struct& describe(const EndpointPort*);

/// Addresses with the same ports.
struct EndpointSubset {
  std::vector<EndpointAddress> addresses;
  std::vector<EndpointAddress> not_ready_addresses;
  std::vector<EndpointPort> ports;
};
const schema::Struct& describe(const EndpointSubset*);

/// The addresses behind a service.
struct Endpoints {
  std::string api_version = "v1";
  std::string kind = "Endpoints";
  meta::v1::ObjectMeta metadata;
  std::vector<EndpointSubset> subsets;
};
const schema::Struct& describe(const Endpoints*);

}  // namespace coracle::api::core::v1

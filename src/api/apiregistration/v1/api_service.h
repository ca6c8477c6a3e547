#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::apiregistration::v1 {

using schema::operator==;

/// Names a service.
struct ServiceReference {
  std::optional<std::int32_t> port;
  std::string name;
  std::string namespace_;
};
const schema::Struct& describe(const ServiceReference*);

/// What is sent where.
struct APIServiceSpec {
  std::string group;
  std::string version;
  std::int32_t group_priority_minimum = 0;
  std::int32_t version_priority = 0;
  Box<ServiceReference> service;
  schema::Bytes ca_bundle;
  bool insecure_skip_tls_verify = false;
};
const schema::Struct& describe(const APIServiceSpec*);

/// One aspect of how it stands.
struct APIServiceCondition {
  std::string type;
  std::string status;
  schema::Time last_transition_time;
  std::string message;
  std::string reason;
};
const schema::Struct& describe(const APIServiceCondition*);

/// How it stands.
struct APIServiceStatus {
  std::vector<APIServiceCondition> conditions;
};
const schema::Struct& describe(const APIServiceStatus*);

/// Sends a group and version to a server beside this one.
struct APIService {
  std::string api_version = "apiregistration.k8s.io/v1";
  std::string kind = "APIService";
  meta::v1::ObjectMeta metadata;
  APIServiceSpec spec;
  APIServiceStatus status;
};
const schema::Struct& describe(const APIService*);

}  // namespace coracle::api::apiregistration::v1

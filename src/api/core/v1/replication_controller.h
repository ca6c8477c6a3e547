#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/pod.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// How many pods, and which.
struct ReplicationControllerSpec {
  Box<PodTemplateSpec> template_;
  std::optional<std::int32_t> min_ready_seconds;
  std::optional<std::int32_t> replicas;
  std::map<std::string, std::string> selector;
};
const schema::Struct& describe(const ReplicationControllerSpec*);

/// One aspect of how it stands.
struct ReplicationControllerCondition {
  std::string type;
  std::string status;
  schema::Time last_transition_time;
  std::string message;
  std::string reason;
};
const schema::Struct& describe(const ReplicationControllerCondition*);

/// How it stands.
struct ReplicationControllerStatus {
  std::int32_t available_replicas = 0;
  std::vector<ReplicationControllerCondition> conditions;
  std::int32_t fully_labeled_replicas = 0;
  std::int64_t observed_generation = 0;
  std::int32_t ready_replicas = 0;
  std::int32_t replicas = 0;
};
const schema::Struct& describe(const ReplicationControllerStatus*);

/// Keeps a number of pods; Deployments took its place.
struct ReplicationController {
  std::string api_version = "v1";
  std::string kind = "ReplicationController";
  meta::v1::ObjectMeta metadata;
  ReplicationControllerSpec spec;
  ReplicationControllerStatus status;
};
const schema::Struct& describe(const ReplicationController*);

}  // namespace coracle::api::core::v1

#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/pod.h"
#include "api/meta/v1/label_selector.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::apps::v1 {

using schema::operator==;

/// How many pods, and which.
struct ReplicaSetSpec {
  std::optional<std::int32_t> replicas;
  meta::v1::LabelSelector selector;
  core::v1::PodTemplateSpec template_;
  std::optional<std::int32_t> min_ready_seconds;
};
const schema::Struct& describe(const ReplicaSetSpec*);

/// One aspect of how it stands.
struct ReplicaSetCondition {
  std::string type;
  std::string status;
  schema::Time last_transition_time;
  std::string message;
  std::string reason;
};
const schema::Struct& describe(const ReplicaSetCondition*);

/// How it stands.
struct ReplicaSetStatus {
  std::optional<std::int32_t> terminating_replicas;
  std::int32_t available_replicas = 0;
  std::vector<ReplicaSetCondition> conditions;
  std::int32_t fully_labeled_replicas = 0;
  std::int64_t observed_generation = 0;
  std::int32_t ready_replicas = 0;
  std::int32_t replicas = 0;
};
const schema::Struct& describe(const ReplicaSetStatus*);

/// Keeps a number of pods.
struct ReplicaSet {
  std::string api_version = "apps/v1";
  std::string kind = "ReplicaSet";
  meta::v1::ObjectMeta metadata;
  ReplicaSetSpec spec;
  ReplicaSetStatus status;
};
const schema::Struct& describe(const ReplicaSet*);

}  // namespace coracle::api::apps::v1

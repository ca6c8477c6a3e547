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

/// Bounds of a rolling update.
struct RollingUpdateDeployment {
  std::optional<schema::IntOrString> max_unavailable;
  std::optional<schema::IntOrString> max_surge;
};
const schema::Struct& describe(const RollingUpdateDeployment*);

/// How old pods give way to new ones.
struct DeploymentStrategy {
  std::string type;
  Box<RollingUpdateDeployment> rolling_update;
};
const schema::Struct& describe(const DeploymentStrategy*);

/// How many pods, which, and how they change.
struct DeploymentSpec {
  std::optional<std::int32_t> replicas;
  meta::v1::LabelSelector selector;
  core::v1::PodTemplateSpec template_;
  DeploymentStrategy strategy;
  std::optional<std::int32_t> revision_history_limit;
  bool paused = false;
  std::optional<std::int32_t> progress_deadline_seconds;
  std::optional<std::int32_t> min_ready_seconds;
};
const schema::Struct& describe(const DeploymentSpec*);

/// One aspect of how it stands.
struct DeploymentCondition {
  std::string type;
  std::string status;
  schema::Time last_transition_time;
  schema::Time last_update_time;
  std::string message;
  std::string reason;
};
const schema::Struct& describe(const DeploymentCondition*);

/// How it stands.
struct DeploymentStatus {
  std::int32_t updated_replicas = 0;
  std::int32_t unavailable_replicas = 0;
  std::optional<std::int32_t> terminating_replicas;
  std::optional<std::int32_t> collision_count;
  std::int32_t available_replicas = 0;
  std::vector<DeploymentCondition> conditions;
  std::int64_t observed_generation = 0;
  std::int32_t ready_replicas = 0;
  std::optional<std::int32_t> replicas;
};
const schema::Struct& describe(const DeploymentStatus*);

/// Keeps a number of pods and changes them step by step.
struct Deployment {
  std::string api_version = "apps/v1";
  std::string kind = "Deployment";
  meta::v1::ObjectMeta metadata;
  DeploymentSpec spec;
  DeploymentStatus status;
};
const schema::Struct& describe(const Deployment*);

}  // namespace coracle::api::apps::v1

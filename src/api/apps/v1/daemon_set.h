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
struct RollingUpdateDaemonSet {
  std::optional<schema::IntOrString> max_unavailable;
  std::optional<schema::IntOrString> max_surge;
};
const schema::Struct& describe(const RollingUpdateDaemonSet*);

/// How old pods give way to new ones.
struct DaemonSetUpdateStrategy {
  std::string type;
  Box<RollingUpdateDaemonSet> rolling_update;
};
const schema::Struct& describe(const DaemonSetUpdateStrategy*);

/// Which pods, and how they change.
struct DaemonSetSpec {
  meta::v1::LabelSelector selector;
  core::v1::PodTemplateSpec template_;
  DaemonSetUpdateStrategy update_strategy;
  std::optional<std::int32_t> revision_history_limit;
  std::optional<std::int32_t> min_ready_seconds;
};
const schema::Struct& describe(const DaemonSetSpec*);

/// One aspect of how it stands.
struct DaemonSetCondition {
  std::string type;
  std::string status;
  schema::Time last_transition_time;
  std::string message;
  std::string reason;
};
const schema::Struct& describe(const DaemonSetCondition*);

/// How it stands.
struct DaemonSetStatus {
  std::int32_t current_number_scheduled = 0;
  std::int32_t number_misscheduled = 0;
  std::int32_t desired_number_scheduled = 0;
  std::int32_t number_ready = 0;
  std::int32_t updated_number_scheduled = 0;
  std::int32_t number_available = 0;
  std::int32_t number_unavailable = 0;
  std::optional<std::int32_t> collision_count;
  std::vector<DaemonSetCondition> conditions;
  std::int64_t observed_generation = 0;
};
const schema::Struct& describe(const DaemonSetStatus*);

/// Keeps a pod on every node.
struct DaemonSet {
  std::string api_version = "apps/v1";
  std::string kind = "DaemonSet";
  meta::v1::ObjectMeta metadata;
  DaemonSetSpec spec;
  DaemonSetStatus status;
};
const schema::Struct& describe(const DaemonSet*);

}  // namespace coracle::api::apps::v1

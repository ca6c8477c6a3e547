#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/persistent_volume_claim.h"
#include "api/core/v1/pod.h"
#include "api/meta/v1/label_selector.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::apps::v1 {

using schema::operator==;

/// How pods are numbered.
struct StatefulSetOrdinals {
  std::optional<std::int32_t> start;
};
const schema::Struct& describe(const StatefulSetOrdinals*);

/// When claims are deleted.
struct StatefulSetPersistentVolumeClaimRetentionPolicy {
  std::string when_deleted;
  std::string when_scaled;
};
const schema::Struct& describe(const StatefulSetPersistentVolumeClaimRetentionPolicy*);

/// Bounds of a rolling update.
struct RollingUpdateStatefulSetStrategy {
  std::optional<std::int32_t> partition;
  std::optional<schema::IntOrString> max_unavailable;
};
const schema::Struct& describe(const RollingUpdateStatefulSetStrategy*);

/// How old pods give way to new ones.
struct StatefulSetUpdateStrategy {
  std::string type;
  Box<RollingUpdateStatefulSetStrategy> rolling_update;
};
const schema::Struct& describe(const StatefulSetUpdateStrategy*);

/// How many pods, which, and how they change.
struct StatefulSetSpec {
  std::optional<std::int32_t> replicas;
  meta::v1::LabelSelector selector;
  core::v1::PodTemplateSpec template_;
  std::vector<core::v1::PersistentVolumeClaim> volume_claim_templates;
  std::string service_name;
  std::string pod_management_policy;
  StatefulSetUpdateStrategy update_strategy;
  std::optional<std::int32_t> revision_history_limit;
  Box<StatefulSetPersistentVolumeClaimRetentionPolicy> persistent_volume_claim_retention_policy;
  Box<StatefulSetOrdinals> ordinals;
  std::optional<std::int32_t> min_ready_seconds;
};
const schema::Struct& describe(const StatefulSetSpec*);

/// One aspect of how it stands.
struct StatefulSetCondition {
  std::string type;
  std::string status;
  schema::Time last_transition_time;
  std::string message;
  std::string reason;
};
const schema::Struct& describe(const StatefulSetCondition*);

/// How it stands.
struct StatefulSetStatus {
  std::int32_t current_replicas = 0;
  std::int32_t updated_replicas = 0;
  std::string current_revision;
  std::string update_revision;
  std::optional<std::int32_t> collision_count;
  std::int32_t available_replicas = 0;
  std::vector<StatefulSetCondition> conditions;
  std::int64_t observed_generation = 0;
  std::int32_t ready_replicas = 0;
  std::int32_t replicas = 0;
};
const schema::Struct& describe(const StatefulSetStatus*);

/// Keeps a number of pods that have names and volumes of their own.
struct StatefulSet {
  std::string api_version = "apps/v1";
  std::string kind = "StatefulSet";
  meta::v1::ObjectMeta metadata;
  StatefulSetSpec spec;
  StatefulSetStatus status;
};
const schema::Struct& describe(const StatefulSet*);

}  // namespace coracle::api::apps::v1

#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/pod.h"
#include "api/meta/v1/label_selector.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::batch::v1 {

using schema::operator==;

/// A set of exit codes.
struct PodFailurePolicyOnExitCodesRequirement {
  std::string container_name;
  std::string operator_;
  std::vector<std::int32_t> values;
};
const schema::Struct& describe(const PodFailurePolicyOnExitCodesRequirement*);

/// A condition of a pod.
struct PodFailurePolicyOnPodConditionsPattern {
  std::string type;
  std::string status;
};
const schema::Struct& describe(const PodFailurePolicyOnPodConditionsPattern*);

/// What one failure leads to.
struct PodFailurePolicyRule {
  std::string action;
  Box<PodFailurePolicyOnExitCodesRequirement> on_exit_codes;
  std::vector<PodFailurePolicyOnPodConditionsPattern> on_pod_conditions;
};
const schema::Struct& describe(const PodFailurePolicyRule*);

/// What failures of pods lead to.
struct PodFailurePolicy {
  std::vector<PodFailurePolicyRule> rules;
};
const schema::Struct& describe(const PodFailurePolicy*);

/// When a job counts as done.
struct SuccessPolicyRule {
  std::string succeeded_indexes;
  std::optional<std::int32_t> succeeded_count;
};
const schema::Struct& describe(const SuccessPolicyRule*);

/// When a job counts as done.
struct SuccessPolicy {
  std::vector<SuccessPolicyRule> rules;
};
const schema::Struct& describe(const SuccessPolicy*);

/// Which pods, how many, and for how long.
struct JobSpec {
  std::optional<std::int32_t> parallelism;
  std::optional<std::int32_t> completions;
  std::optional<std::int64_t> active_deadline_seconds;
  Box<PodFailurePolicy> pod_failure_policy;
  Box<SuccessPolicy> success_policy;
  std::optional<std::int32_t> backoff_limit;
  std::optional<std::int32_t> backoff_limit_per_index;
  std::optional<std::int32_t> max_failed_indexes;
  Box<meta::v1::LabelSelector> selector;
  std::optional<bool> manual_selector;
  core::v1::PodTemplateSpec template_;
  std::optional<std::int32_t> ttl_seconds_after_finished;
  std::string completion_mode;
  std::optional<bool> suspend;
  std::string pod_replacement_policy;
  std::string managed_by;

  JobSpec();
  ~JobSpec();
  JobSpec(const JobSpec&);
  JobSpec& operator=(const JobSpec&);
  JobSpec(JobSpec&&) noexcept;
  JobSpec& operator=(JobSpec&&) noexcept;
};
const schema::Struct& describe(const JobSpec*);

/// One aspect of how it stands.
struct JobCondition {
  std::string type;
  std::string status;
  schema::Time last_probe_time;
  schema::Time last_transition_time;
  std::string message;
  std::string reason;
};
const schema::Struct& describe(const JobCondition*);

/// Pods that have ended and are not counted yet.
struct UncountedTerminatedPods {
  std::vector<std::string> succeeded;
  std::vector<std::string> failed;
};
const schema::Struct& describe(const UncountedTerminatedPods*);

/// How it stands.
struct JobStatus {
  schema::Time start_time;
  schema::Time completion_time;
  std::optional<std::int32_t> active;
  std::optional<std::int32_t> terminating;
  std::optional<std::int32_t> ready;
  std::int32_t succeeded = 0;
  std::int32_t failed = 0;
  std::string completed_indexes;
  std::string failed_indexes;
  Box<UncountedTerminatedPods> uncounted_terminated_pods;
  std::vector<JobCondition> conditions;
};
const schema::Struct& describe(const JobStatus*);

/// Runs pods until a number of them has succeeded.
struct Job {
  std::string api_version = "batch/v1";
  std::string kind = "Job";
  meta::v1::ObjectMeta metadata;
  JobSpec spec;
  JobStatus status;
};
const schema::Struct& describe(const Job*);

/// What jobs are made from.
struct JobTemplateSpec {
  meta::v1::ObjectMeta metadata;
  JobSpec spec;
};
const schema::Struct& describe(const JobTemplateSpec*);

}  // namespace coracle::api::batch::v1

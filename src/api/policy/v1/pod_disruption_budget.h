#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/meta/v1/condition.h"
#include "api/meta/v1/label_selector.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::policy::v1 {

using schema::operator==;

/// The bound.
struct PodDisruptionBudgetSpec {
  std::optional<schema::IntOrString> min_available;
  std::optional<schema::IntOrString> max_unavailable;
  std::string unhealthy_pod_eviction_policy;
  Box<meta::v1::LabelSelector> selector;
};
const schema::Struct& describe(const PodDisruptionBudgetSpec*);

/// How it stands.
struct PodDisruptionBudgetStatus {
  std::map<std::string, schema::Time> disrupted_pods;
  std::optional<std::int32_t> disruptions_allowed;
  std::optional<std::int32_t> current_healthy;
  std::optional<std::int32_t> desired_healthy;
  std::optional<std::int32_t> expected_pods;
  std::vector<meta::v1::Condition> conditions;
  std::int64_t observed_generation = 0;
};
const schema::Struct& describe(const PodDisruptionBudgetStatus*);

/// How many pods may be taken away at a time.
struct PodDisruptionBudget {
  std::string api_version = "policy/v1";
  std::string kind = "PodDisruptionBudget";
  meta::v1::ObjectMeta metadata;
  PodDisruptionBudgetSpec spec;
  PodDisruptionBudgetStatus status;
};
const schema::Struct& describe(const PodDisruptionBudget*);

}  // namespace coracle::api::policy::v1

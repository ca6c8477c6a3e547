#include "api/policy/v1/pod_disruption_budget.h"

namespace coracle::api::policy::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const PodDisruptionBudgetSpec*) {
  using T = PodDisruptionBudgetSpec;
  static const Field fields[] = {
      field<&T::min_available>("minAvailable", "How many must stay."),
      field<&T::max_unavailable>("maxUnavailable", "How many may be away."),
      field<&T::unhealthy_pod_eviction_policy>("unhealthyPodEvictionPolicy",
                                               "Whether pods that are not ready may always be taken away.")
          .one_of("AlwaysAllow|IfHealthyBudget"),
      field<&T::selector>("selector", "Labels by which the objects are chosen."),
  };
  static const Struct table{"io.k8s.api.policy.v1.PodDisruptionBudgetSpec", "The bound.", fields};
  return table;
}

const Struct& describe(const PodDisruptionBudgetStatus*) {
  using T = PodDisruptionBudgetStatus;
  static const Field fields[] = {
      field<&T::disrupted_pods>("disruptedPods", "Pods being taken away."),
      field<&T::disruptions_allowed>("disruptionsAllowed", "How many may be taken away now."),
      field<&T::current_healthy>("currentHealthy", "How many are ready."),
      field<&T::desired_healthy>("desiredHealthy", "How many must be ready."),
      field<&T::expected_pods>("expectedPods", "How many there are in all."),
      field<&T::conditions>("conditions", "How it stands, by named aspect.").merge_by("type"),
      field<&T::observed_generation>("observedGeneration", "Generation of the wanted state that this was written for."),
  };
  static const Struct table{"io.k8s.api.policy.v1.PodDisruptionBudgetStatus", "How it stands.", fields};
  return table;
}

const Struct& describe(const PodDisruptionBudget*) {
  using T = PodDisruptionBudget;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{"io.k8s.api.policy.v1.PodDisruptionBudget",
                            "How many pods may be taken away at a time.",
                            fields,
                            {"policy", "v1", "PodDisruptionBudget"}};
  return table;
}

}  // namespace coracle::api::policy::v1

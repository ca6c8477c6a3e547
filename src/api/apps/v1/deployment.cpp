#include "api/apps/v1/deployment.h"

namespace coracle::api::apps::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const RollingUpdateDeployment*) {
  using T = RollingUpdateDeployment;
  static const Field fields[] = {
      field<&T::max_unavailable>("maxUnavailable", "How many may be away."),
      field<&T::max_surge>("maxSurge", "How many may be there in addition."),
  };
  static const Struct table{"io.k8s.api.apps.v1.RollingUpdateDeployment", "Bounds of a rolling update.", fields};
  return table;
}

const Struct& describe(const DeploymentStrategy*) {
  using T = DeploymentStrategy;
  static const Field fields[] = {
      field<&T::type>("type", "Recreate or RollingUpdate.").one_of("Recreate|RollingUpdate"),
      field<&T::rolling_update>("rollingUpdate", "Settings of RollingUpdate."),
  };
  static const Struct table{"io.k8s.api.apps.v1.DeploymentStrategy", "How old pods give way to new ones.", fields};
  return table;
}

const Struct& describe(const DeploymentSpec*) {
  using T = DeploymentSpec;
  static const Field fields[] = {
      field<&T::replicas>("replicas", "How many are wanted."),
      field<&T::selector>("selector", "Labels of its pods.").required(),
      field<&T::template_>("template", "What pods are made from.").required(),
      field<&T::strategy>("strategy", "How old pods give way to new ones.").retain_keys(),
      field<&T::revision_history_limit>("revisionHistoryLimit", "How many old revisions are kept."),
      field<&T::paused>("paused", "Stops changing pods."),
      field<&T::progress_deadline_seconds>("progressDeadlineSeconds",
                                           "Seconds without progress until it counts as failed."),
      field<&T::min_ready_seconds>("minReadySeconds", "Seconds a pod must be ready to count as available."),
  };
  static const Struct table{"io.k8s.api.apps.v1.DeploymentSpec", "How many pods, which, and how they change.", fields};
  return table;
}

const Struct& describe(const DeploymentCondition*) {
  using T = DeploymentCondition;
  static const Field fields[] = {
      field<&T::type>("type", "Name of the aspect.").required(),
      field<&T::status>("status", "True, False or Unknown.").required(),
      field<&T::last_transition_time>("lastTransitionTime", "When the condition's status last changed."),
      field<&T::last_update_time>("lastUpdateTime", "When the condition was last written."),
      field<&T::message>("message", "Details for people."),
      field<&T::reason>("reason", "One word for the cause, in CamelCase."),
  };
  static const Struct table{"io.k8s.api.apps.v1.DeploymentCondition", "One aspect of how it stands.", fields};
  return table;
}

const Struct& describe(const DeploymentStatus*) {
  using T = DeploymentStatus;
  static const Field fields[] = {
      field<&T::updated_replicas>("updatedReplicas", "How many are of the latest template."),
      field<&T::unavailable_replicas>("unavailableReplicas", "How many are missing."),
      field<&T::terminating_replicas>("terminatingReplicas", "How many are about to end."),
      field<&T::collision_count>("collisionCount", "How often a name was taken already."),
      field<&T::available_replicas>("availableReplicas", "How many have been ready for long enough."),
      field<&T::conditions>("conditions", "How it stands, by named aspect.").merge_by("type"),
      field<&T::observed_generation>("observedGeneration", "Generation of the wanted state that this was written for."),
      field<&T::ready_replicas>("readyReplicas", "How many are ready."),
      field<&T::replicas>("replicas", "How many there are."),
  };
  static const Struct table{"io.k8s.api.apps.v1.DeploymentStatus", "How it stands.", fields};
  return table;
}

const Struct& describe(const Deployment*) {
  using T = Deployment;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{"io.k8s.api.apps.v1.Deployment",
                            "Keeps a number of pods and changes them step by step.",
                            fields,
                            {"apps", "v1", "Deployment"}};
  return table;
}

}  // namespace coracle::api::apps::v1

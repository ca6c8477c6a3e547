#include "api/apps/v1/replica_set.h"

namespace coracle::api::apps::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ReplicaSetSpec*) {
  using T = ReplicaSetSpec;
  static const Field fields[] = {
      field<&T::replicas>("replicas", "How many are wanted."),
      field<&T::selector>("selector", "Labels of its pods.").required(),
      field<&T::template_>("template", "What pods are made from."),
      field<&T::min_ready_seconds>("minReadySeconds", "Seconds a pod must be ready to count as available."),
  };
  static const Struct table{"io.k8s.api.apps.v1.ReplicaSetSpec", "How many pods, and which.", fields};
  return table;
}

const Struct& describe(const ReplicaSetCondition*) {
  using T = ReplicaSetCondition;
  static const Field fields[] = {
      field<&T::type>("type", "Name of the aspect.").required(),
      field<&T::status>("status", "True, False or Unknown.").required(),
      field<&T::last_transition_time>("lastTransitionTime", "When the condition's status last changed."),
      field<&T::message>("message", "Details for people."),
      field<&T::reason>("reason", "One word for the cause, in CamelCase."),
  };
  static const Struct table{"io.k8s.api.apps.v1.ReplicaSetCondition", "One aspect of how it stands.", fields};
  return table;
}

const Struct& describe(const ReplicaSetStatus*) {
  using T = ReplicaSetStatus;
  static const Field fields[] = {
      field<&T::terminating_replicas>("terminatingReplicas", "How many are about to end."),
      field<&T::available_replicas>("availableReplicas", "How many have been ready for long enough."),
      field<&T::conditions>("conditions", "How it stands, by named aspect.").merge_by("type"),
      field<&T::fully_labeled_replicas>("fullyLabeledReplicas", "How many have all labels of the template."),
      field<&T::observed_generation>("observedGeneration", "Generation of the wanted state that this was written for."),
      field<&T::ready_replicas>("readyReplicas", "How many are ready."),
      field<&T::replicas>("replicas", "How many there are.").required(),
  };
  static const Struct table{"io.k8s.api.apps.v1.ReplicaSetStatus", "How it stands.", fields};
  return table;
}

const Struct& describe(const ReplicaSet*) {
  using T = ReplicaSet;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{
      "io.k8s.api.apps.v1.ReplicaSet", "Keeps a number of pods.", fields, {"apps", "v1", "ReplicaSet"}};
  return table;
}

}  // namespace coracle::api::apps::v1

#include "api/core/v1/replication_controller.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ReplicationControllerSpec*) {
  using T = ReplicationControllerSpec;
  static const Field fields[] = {
      field<&T::template_>("template", "What pods are made from."),
      field<&T::min_ready_seconds>("minReadySeconds", "Seconds a pod must be ready to count as available."),
      field<&T::replicas>("replicas", "How many there are.").or_else("1"),
      field<&T::selector>("selector", "Labels by which the objects are chosen.").whole(),
  };
  static const Struct table{"io.k8s.api.core.v1.ReplicationControllerSpec", "How many pods, and which.", fields};
  return table;
}

const Struct& describe(const ReplicationControllerCondition*) {
  using T = ReplicationControllerCondition;
  static const Field fields[] = {
      field<&T::type>("type", "Name of the aspect.").required(),
      field<&T::status>("status", "True, False or Unknown.").required(),
      field<&T::last_transition_time>("lastTransitionTime", "When the condition's status last changed."),
      field<&T::message>("message", "Details for people."),
      field<&T::reason>("reason", "One word for the cause, in CamelCase."),
  };
  static const Struct table{"io.k8s.api.core.v1.ReplicationControllerCondition", "One aspect of how it stands.",
                            fields};
  return table;
}

const Struct& describe(const ReplicationControllerStatus*) {
  using T = ReplicationControllerStatus;
  static const Field fields[] = {
      field<&T::available_replicas>("availableReplicas", "How many have been ready for long enough."),
      field<&T::conditions>("conditions", "How it stands, by named aspect.").merge_by("type"),
      field<&T::fully_labeled_replicas>("fullyLabeledReplicas", "How many have all labels of the template."),
      field<&T::observed_generation>("observedGeneration", "Generation of the wanted state that this was written for."),
      field<&T::ready_replicas>("readyReplicas", "How many are ready."),
      field<&T::replicas>("replicas", "How many there are.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.ReplicationControllerStatus", "How it stands.", fields};
  return table;
}

const Struct& describe(const ReplicationController*) {
  using T = ReplicationController;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{"io.k8s.api.core.v1.ReplicationController",
                            "Keeps a number of pods; Deployments took its place.",
                            fields,
                            {"", "v1", "ReplicationController"}};
  return table;
}

}  // namespace coracle::api::core::v1

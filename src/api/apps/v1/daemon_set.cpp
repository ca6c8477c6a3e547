#include "api/apps/v1/daemon_set.h"

namespace coracle::api::apps::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const RollingUpdateDaemonSet*) {
  using T = RollingUpdateDaemonSet;
  static const Field fields[] = {
      field<&T::max_unavailable>("maxUnavailable", "How many may be away."),
      field<&T::max_surge>("maxSurge", "How many may be there in addition."),
  };
  static const Struct table{"io.k8s.api.apps.v1.RollingUpdateDaemonSet", "Bounds of a rolling update.", fields};
  return table;
}

const Struct& describe(const DaemonSetUpdateStrategy*) {
  using T = DaemonSetUpdateStrategy;
  static const Field fields[] = {
      field<&T::type>("type", "RollingUpdate or OnDelete.").one_of("OnDelete|RollingUpdate"),
      field<&T::rolling_update>("rollingUpdate", "Settings of RollingUpdate."),
  };
  static const Struct table{"io.k8s.api.apps.v1.DaemonSetUpdateStrategy", "How old pods give way to new ones.", fields};
  return table;
}

const Struct& describe(const DaemonSetSpec*) {
  using T = DaemonSetSpec;
  static const Field fields[] = {
      field<&T::selector>("selector", "Labels of its pods.").required(),
      field<&T::template_>("template", "What pods are made from.").required(),
      field<&T::update_strategy>("updateStrategy", "How old pods give way to new ones."),
      field<&T::revision_history_limit>("revisionHistoryLimit", "How many old revisions are kept."),
      field<&T::min_ready_seconds>("minReadySeconds", "Seconds a pod must be ready to count as available."),
  };
  static const Struct table{"io.k8s.api.apps.v1.DaemonSetSpec", "Which pods, and how they change.", fields};
  return table;
}

const Struct& describe(const DaemonSetCondition*) {
  using T = DaemonSetCondition;
  static const Field fields[] = {
      field<&T::type>("type", "Name of the aspect.").required(),
      field<&T::status>("status", "True, False or Unknown.").required(),
      field<&T::last_transition_time>("lastTransitionTime", "When the condition's status last changed."),
      field<&T::message>("message", "Details for people."),
      field<&T::reason>("reason", "One word for the cause, in CamelCase."),
  };
  static const Struct table{"io.k8s.api.apps.v1.DaemonSetCondition", "One aspect of how it stands.", fields};
  return table;
}

const Struct& describe(const DaemonSetStatus*) {
  using T = DaemonSetStatus;
  static const Field fields[] = {
      field<&T::current_number_scheduled>("currentNumberScheduled", "Nodes that have a pod and should.").required(),
      field<&T::number_misscheduled>("numberMisscheduled", "Nodes that have a pod and should not.").required(),
      field<&T::desired_number_scheduled>("desiredNumberScheduled", "Nodes that should have a pod.").required(),
      field<&T::number_ready>("numberReady", "Nodes whose pod is ready.").required(),
      field<&T::updated_number_scheduled>("updatedNumberScheduled", "Nodes whose pod is of the latest template."),
      field<&T::number_available>("numberAvailable", "Nodes whose pod has been ready for long enough."),
      field<&T::number_unavailable>("numberUnavailable", "Nodes whose pod is missing or not ready."),
      field<&T::collision_count>("collisionCount", "How often a name was taken already."),
      field<&T::conditions>("conditions", "How it stands, by named aspect.").merge_by("type"),
      field<&T::observed_generation>("observedGeneration", "Generation of the wanted state that this was written for."),
  };
  static const Struct table{"io.k8s.api.apps.v1.DaemonSetStatus", "How it stands.", fields};
  return table;
}

const Struct& describe(const DaemonSet*) {
  using T = DaemonSet;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{
      "io.k8s.api.apps.v1.DaemonSet", "Keeps a pod on every node.", fields, {"apps", "v1", "DaemonSet"}};
  return table;
}

}  // namespace coracle::api::apps::v1

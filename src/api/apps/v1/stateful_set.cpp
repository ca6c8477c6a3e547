#include "api/apps/v1/stateful_set.h"

namespace coracle::api::apps::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const StatefulSetOrdinals*) {
  using T = StatefulSetOrdinals;
  static const Field fields[] = {
      field<&T::start>("start", "Number of the first one."),
  };
  static const Struct table{"io.k8s.api.apps.v1.StatefulSetOrdinals", "How pods are numbered.", fields};
  return table;
}

const Struct& describe(const StatefulSetPersistentVolumeClaimRetentionPolicy*) {
  using T = StatefulSetPersistentVolumeClaimRetentionPolicy;
  static const Field fields[] = {
      field<&T::when_deleted>("whenDeleted", "When the set is deleted."),
      field<&T::when_scaled>("whenScaled", "When a pod is no longer wanted."),
  };
  static const Struct table{"io.k8s.api.apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy",
                            "When claims are deleted.", fields};
  return table;
}

const Struct& describe(const RollingUpdateStatefulSetStrategy*) {
  using T = RollingUpdateStatefulSetStrategy;
  static const Field fields[] = {
      field<&T::partition>("partition", "Pods from this number on are changed."),
      field<&T::max_unavailable>("maxUnavailable", "How many may be away."),
  };
  static const Struct table{"io.k8s.api.apps.v1.RollingUpdateStatefulSetStrategy", "Bounds of a rolling update.",
                            fields};
  return table;
}

const Struct& describe(const StatefulSetUpdateStrategy*) {
  using T = StatefulSetUpdateStrategy;
  static const Field fields[] = {
      field<&T::type>("type", "RollingUpdate or OnDelete.").one_of("OnDelete|RollingUpdate"),
      field<&T::rolling_update>("rollingUpdate", "Settings of RollingUpdate."),
  };
  static const Struct table{"io.k8s.api.apps.v1.StatefulSetUpdateStrategy", "How old pods give way to new ones.",
                            fields};
  return table;
}

const Struct& describe(const StatefulSetSpec*) {
  using T = StatefulSetSpec;
  static const Field fields[] = {
      field<&T::replicas>("replicas", "How many are wanted."),
      field<&T::selector>("selector", "Labels of its pods.").required(),
      field<&T::template_>("template", "What pods are made from.").required(),
      field<&T::volume_claim_templates>("volumeClaimTemplates", "Claims each pod gets.").atomic(),
      field<&T::service_name>("serviceName", "Service that gives the pods their names."),
      field<&T::pod_management_policy>("podManagementPolicy", "Whether pods come one after the other or all at once.")
          .one_of("OrderedReady|Parallel"),
      field<&T::update_strategy>("updateStrategy", "How old pods give way to new ones."),
      field<&T::revision_history_limit>("revisionHistoryLimit", "How many old revisions are kept."),
      field<&T::persistent_volume_claim_retention_policy>("persistentVolumeClaimRetentionPolicy",
                                                          "When claims are deleted."),
      field<&T::ordinals>("ordinals", "How pods are numbered."),
      field<&T::min_ready_seconds>("minReadySeconds", "Seconds a pod must be ready to count as available."),
  };
  static const Struct table{"io.k8s.api.apps.v1.StatefulSetSpec", "How many pods, which, and how they change.", fields};
  return table;
}

const Struct& describe(const StatefulSetCondition*) {
  using T = StatefulSetCondition;
  static const Field fields[] = {
      field<&T::type>("type", "Name of the aspect.").required(),
      field<&T::status>("status", "True, False or Unknown.").required(),
      field<&T::last_transition_time>("lastTransitionTime", "When the condition's status last changed."),
      field<&T::message>("message", "Details for people."),
      field<&T::reason>("reason", "One word for the cause, in CamelCase."),
  };
  static const Struct table{"io.k8s.api.apps.v1.StatefulSetCondition", "One aspect of how it stands.", fields};
  return table;
}

const Struct& describe(const StatefulSetStatus*) {
  using T = StatefulSetStatus;
  static const Field fields[] = {
      field<&T::current_replicas>("currentReplicas", "How many are of the current revision."),
      field<&T::updated_replicas>("updatedReplicas", "How many are of the update revision."),
      field<&T::current_revision>("currentRevision", "Revision the pods had."),
      field<&T::update_revision>("updateRevision", "Revision the pods get."),
      field<&T::collision_count>("collisionCount", "How often a name was taken already."),
      field<&T::available_replicas>("availableReplicas", "How many have been ready for long enough."),
      field<&T::conditions>("conditions", "How it stands, by named aspect.").merge_by("type"),
      field<&T::observed_generation>("observedGeneration", "Generation of the wanted state that this was written for."),
      field<&T::ready_replicas>("readyReplicas", "How many are ready."),
      field<&T::replicas>("replicas", "How many there are.").required(),
  };
  static const Struct table{"io.k8s.api.apps.v1.StatefulSetStatus", "How it stands.", fields};
  return table;
}

const Struct& describe(const StatefulSet*) {
  using T = StatefulSet;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{"io.k8s.api.apps.v1.StatefulSet",
                            "Keeps a number of pods that have names and volumes of their own.",
                            fields,
                            {"apps", "v1", "StatefulSet"}};
  return table;
}

}  // namespace coracle::api::apps::v1

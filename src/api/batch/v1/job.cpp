#include "api/batch/v1/job.h"

namespace coracle::api::batch::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const PodFailurePolicyOnExitCodesRequirement*) {
  using T = PodFailurePolicyOnExitCodesRequirement;
  static const Field fields[] = {
      field<&T::container_name>("containerName", "Container; all when absent."),
      field<&T::operator_>("operator", "In or NotIn.").required().one_of("In|NotIn"),
      field<&T::values>("values", "Exit codes.").required().set(),
  };
  static const Struct table{"io.k8s.api.batch.v1.PodFailurePolicyOnExitCodesRequirement", "A set of exit codes.",
                            fields};
  return table;
}

const Struct& describe(const PodFailurePolicyOnPodConditionsPattern*) {
  using T = PodFailurePolicyOnPodConditionsPattern;
  static const Field fields[] = {
      field<&T::type>("type", "Name of the aspect.").required(),
      field<&T::status>("status", "Its status."),
  };
  static const Struct table{"io.k8s.api.batch.v1.PodFailurePolicyOnPodConditionsPattern", "A condition of a pod.",
                            fields};
  return table;
}

const Struct& describe(const PodFailurePolicyRule*) {
  using T = PodFailurePolicyRule;
  static const Field fields[] = {
      field<&T::action>("action", "What is done.").required().one_of("Count|FailIndex|FailJob|Ignore"),
      field<&T::on_exit_codes>("onExitCodes", "Exit codes it applies to."),
      field<&T::on_pod_conditions>("onPodConditions", "Conditions of the pod it applies to.").atomic(),
  };
  static const Struct table{"io.k8s.api.batch.v1.PodFailurePolicyRule", "What one failure leads to.", fields};
  return table;
}

const Struct& describe(const PodFailurePolicy*) {
  using T = PodFailurePolicy;
  static const Field fields[] = {
      field<&T::rules>("rules", "Rules of which the first match counts.").required().atomic(),
  };
  static const Struct table{"io.k8s.api.batch.v1.PodFailurePolicy", "What failures of pods lead to.", fields};
  return table;
}

const Struct& describe(const SuccessPolicyRule*) {
  using T = SuccessPolicyRule;
  static const Field fields[] = {
      field<&T::succeeded_indexes>("succeededIndexes", "Numbers that must succeed."),
      field<&T::succeeded_count>("succeededCount", "How many must succeed."),
  };
  static const Struct table{"io.k8s.api.batch.v1.SuccessPolicyRule", "When a job counts as done.", fields};
  return table;
}

const Struct& describe(const SuccessPolicy*) {
  using T = SuccessPolicy;
  static const Field fields[] = {
      field<&T::rules>("rules", "Rules of which one is enough.").required().atomic(),
  };
  static const Struct table{"io.k8s.api.batch.v1.SuccessPolicy", "When a job counts as done.", fields};
  return table;
}

JobSpec::JobSpec() = default;
JobSpec::~JobSpec() = default;
JobSpec::JobSpec(const JobSpec&) = default;
JobSpec& JobSpec::operator=(const JobSpec&) = default;
JobSpec::JobSpec(JobSpec&&) noexcept = default;
JobSpec& JobSpec::operator=(JobSpec&&) noexcept = default;

const Struct& describe(const JobSpec*) {
  using T = JobSpec;
  static const Field fields[] = {
      field<&T::parallelism>("parallelism", "How many run at a time."),
      field<&T::completions>("completions", "How many must succeed."),
      field<&T::active_deadline_seconds>("activeDeadlineSeconds", "Seconds it may run at all."),
      field<&T::pod_failure_policy>("podFailurePolicy", "What failures of pods lead to."),
      field<&T::success_policy>("successPolicy", "When it counts as done before all have succeeded."),
      field<&T::backoff_limit>("backoffLimit", "Failures until it counts as failed."),
      field<&T::backoff_limit_per_index>("backoffLimitPerIndex",
                                         "Failures of one number until that one counts as failed."),
      field<&T::max_failed_indexes>("maxFailedIndexes", "Failed numbers until it counts as failed."),
      field<&T::selector>("selector", "Labels of its pods."),
      field<&T::manual_selector>("manualSelector", "Whether that selector was chosen by hand."),
      field<&T::template_>("template", "What pods are made from.").required(),
      field<&T::ttl_seconds_after_finished>("ttlSecondsAfterFinished", "Seconds after the end until it is deleted."),
      field<&T::completion_mode>("completionMode", "NonIndexed or Indexed.").one_of("Indexed|NonIndexed"),
      field<&T::suspend>("suspend", "Stops it for the time being."),
      field<&T::pod_replacement_policy>("podReplacementPolicy", "When a pod that is about to end is replaced.")
          .one_of("Failed|TerminatingOrFailed"),
      field<&T::managed_by>("managedBy", "Who takes care of it in place of the job controller."),
  };
  static const Struct table{"io.k8s.api.batch.v1.JobSpec", "Which pods, how many, and for how long.", fields};
  return table;
}

const Struct& describe(const JobCondition*) {
  using T = JobCondition;
  static const Field fields[] = {
      field<&T::type>("type", "Name of the aspect.").required(),
      field<&T::status>("status", "True, False or Unknown.").required(),
      field<&T::last_probe_time>("lastProbeTime", "When the condition was last looked at."),
      field<&T::last_transition_time>("lastTransitionTime", "When the condition's status last changed."),
      field<&T::message>("message", "Details for people."),
      field<&T::reason>("reason", "One word for the cause, in CamelCase."),
  };
  static const Struct table{"io.k8s.api.batch.v1.JobCondition", "One aspect of how it stands.", fields};
  return table;
}

const Struct& describe(const UncountedTerminatedPods*) {
  using T = UncountedTerminatedPods;
  static const Field fields[] = {
      field<&T::succeeded>("succeeded", "Those that succeeded.").set(),
      field<&T::failed>("failed", "Those that failed.").set(),
  };
  static const Struct table{"io.k8s.api.batch.v1.UncountedTerminatedPods",
                            "Pods that have ended and are not counted yet.", fields};
  return table;
}

const Struct& describe(const JobStatus*) {
  using T = JobStatus;
  static const Field fields[] = {
      field<&T::start_time>("startTime", "When it was taken on."),
      field<&T::completion_time>("completionTime", "When it was done."),
      field<&T::active>("active", "How many pods run."),
      field<&T::terminating>("terminating", "How many pods are about to end."),
      field<&T::ready>("ready", "How many pods are ready."),
      field<&T::succeeded>("succeeded", "How many pods have succeeded."),
      field<&T::failed>("failed", "How many pods have failed."),
      field<&T::completed_indexes>("completedIndexes", "Numbers that have succeeded."),
      field<&T::failed_indexes>("failedIndexes", "Numbers that have failed."),
      field<&T::uncounted_terminated_pods>("uncountedTerminatedPods", "Pods that have ended and are not counted yet."),
      field<&T::conditions>("conditions", "How it stands, by named aspect.").atomic().patch_by("type"),
  };
  static const Struct table{"io.k8s.api.batch.v1.JobStatus", "How it stands.", fields};
  return table;
}

const Struct& describe(const Job*) {
  using T = Job;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{
      "io.k8s.api.batch.v1.Job", "Runs pods until a number of them has succeeded.", fields, {"batch", "v1", "Job"}};
  return table;
}

const Struct& describe(const JobTemplateSpec*) {
  using T = JobTemplateSpec;
  static const Field fields[] = {
      field<&T::metadata>("metadata", "Labels, annotations and the like of the jobs made."),
      field<&T::spec>("spec", "Wanted state of the jobs made."),
  };
  static const Struct table{"io.k8s.api.batch.v1.JobTemplateSpec", "What jobs are made from.", fields};
  return table;
}

}  // namespace coracle::api::batch::v1

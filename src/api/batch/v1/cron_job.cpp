#include "api/batch/v1/cron_job.h"

namespace coracle::api::batch::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const CronJobSpec*) {
  using T = CronJobSpec;
  static const Field fields[] = {
      field<&T::schedule>("schedule", "When, in cron's form.").required(),
      field<&T::time_zone>("timeZone", "Time zone of the schedule."),
      field<&T::starting_deadline_seconds>("startingDeadlineSeconds", "Seconds by which a start may be late."),
      field<&T::concurrency_policy>("concurrencyPolicy", "Whether jobs may overlap.").one_of("Allow|Forbid|Replace"),
      field<&T::suspend>("suspend", "Stops it for the time being."),
      field<&T::job_template>("jobTemplate", "What jobs are made from.").required(),
      field<&T::successful_jobs_history_limit>("successfulJobsHistoryLimit", "How many jobs that succeeded are kept."),
      field<&T::failed_jobs_history_limit>("failedJobsHistoryLimit", "How many jobs that failed are kept."),
  };
  static const Struct table{"io.k8s.api.batch.v1.CronJobSpec", "Which jobs, and when.", fields};
  return table;
}

const Struct& describe(const CronJobStatus*) {
  using T = CronJobStatus;
  static const Field fields[] = {
      field<&T::active>("active", "Jobs that run.").atomic(),
      field<&T::last_schedule_time>("lastScheduleTime", "When a job was last made."),
      field<&T::last_successful_time>("lastSuccessfulTime", "When a job last succeeded."),
  };
  static const Struct table{"io.k8s.api.batch.v1.CronJobStatus", "How it stands.", fields};
  return table;
}

const Struct& describe(const CronJob*) {
  using T = CronJob;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted.").required(),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{
      "io.k8s.api.batch.v1.CronJob", "Makes jobs at set times.", fields, {"batch", "v1", "CronJob"}};
  return table;
}

}  // namespace coracle::api::batch::v1

#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/batch/v1/job.h"
#include "api/core/v1/reference.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::batch::v1 {

using schema::operator==;

/// Which jobs, and when.
struct CronJobSpec {
  std::string schedule;
  std::string time_zone;
  std::optional<std::int64_t> starting_deadline_seconds;
  std::string concurrency_policy;
  std::optional<bool> suspend;
  JobTemplateSpec job_template;
  std::optional<std::int32_t> successful_jobs_history_limit;
  std::optional<std::int32_t> failed_jobs_history_limit;
};
const schema::Struct& describe(const CronJobSpec*);

/// How it stands.
struct CronJobStatus {
  std::vector<core::v1::ObjectReference> active;
  schema::Time last_schedule_time;
  schema::Time last_successful_time;
};
const schema::Struct& describe(const CronJobStatus*);

/// Makes jobs at set times.
struct CronJob {
  std::string api_version = "batch/v1";
  std::string kind = "CronJob";
  meta::v1::ObjectMeta metadata;
  CronJobSpec spec;
  CronJobStatus status;
};
const schema::Struct& describe(const CronJob*);

}  // namespace coracle::api::batch::v1

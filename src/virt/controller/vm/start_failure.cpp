#include "virt/controller/vm/start_failure.h"

#include <algorithm>

#include "api/kubevirt/v1/states.h"
#include "virt/controller/vm/instance.h"

namespace coracle::virt::controller::vm {
namespace {
using namespace std::chrono_literals;

bool starts_by_itself(std::string_view strategy) {
  namespace run = kubevirt::run_strategy;
  return strategy == run::always || strategy == run::rerun_on_failure || strategy == run::once;
}
}  // namespace

Duration pause_after(std::int64_t failures, double jitter) {
  const auto count = std::clamp<std::int64_t>(failures, 1, 100);
  const Duration pause = 10s * count * count;
  const Duration more(
      static_cast<Duration::rep>(static_cast<double>(pause.count() / 2) * std::clamp(jitter, 0.0, 1.0)));
  return std::min<Duration>(5min, pause + more);
}

StartFailure counted(StartFailure before, std::string_view strategy, const kubevirt::VirtualMachineInstance* instance,
                     WallTime now, double jitter) {
  if (!starts_by_itself(strategy) || (instance && has_run(*instance))) return nullptr;
  if (!instance || !is_final(*instance)) return before;
  if (before && before->last_failed_vmi_uid == instance->metadata.uid) return before;
  kubevirt::VirtualMachineStartFailure after;
  after.consecutive_fail_count = (before ? before->consecutive_fail_count : 0) + 1;
  after.last_failed_vmi_uid = instance->metadata.uid;
  const auto pause = std::chrono::duration_cast<WallTime::duration>(pause_after(after.consecutive_fail_count, jitter));
  after.retry_after_timestamp.text = format_time(now + pause);
  return after;
}

Duration wait_left(const StartFailure& failure, WallTime now) {
  if (!failure) return 0s;
  const auto then = parse_time(failure->retry_after_timestamp.text);
  // A clock that was set back must not keep a machine off for longer than the longest pause.
  return then ? std::clamp<Duration>(*then - now, 0s, 5min) : 0s;
}

}  // namespace coracle::virt::controller::vm
